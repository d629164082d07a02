"""Pages and commands, one noun a module. Views fetch what the person may see and stay short."""
