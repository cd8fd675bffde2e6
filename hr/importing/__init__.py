"""The file that people are loaded from: its columns, the reading of cells and rows, its template. No writing here."""
