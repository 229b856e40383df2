"""Pictures with marks on them, drawn for the tests."""
