"""merchlint: rule-compliance linter for merchants' marketing assets on Chinese e-commerce platforms."""

__version__ = "0.1.0"
