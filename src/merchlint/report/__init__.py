"""An outcome as text, JSON, SARIF, HTML and for CI services; one file a format, listed in `formats`."""
