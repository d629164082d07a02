"""Form fields of the product's own."""
