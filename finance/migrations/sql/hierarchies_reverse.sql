DROP TRIGGER hierarchy_kept ON finance_hierarchy;
DROP TRIGGER hierarchy_stays ON finance_hierarchy;
DROP FUNCTION finance_hierarchy_stays();
DROP TRIGGER line_stays ON finance_hierarchyline;
DROP TRIGGER line_fits ON finance_hierarchyline;
DROP FUNCTION finance_hierarchyline_fits();
DROP TRIGGER version_kept ON finance_hierarchyversion;
DROP TRIGGER version_moves ON finance_hierarchyversion;
DROP FUNCTION finance_hierarchyversion_moves();
