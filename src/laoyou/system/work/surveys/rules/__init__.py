"""Pure rules of surveys and campaigns."""
