"""What a developer, a demonstration and the tests need around the product. Never imported by the product itself."""
