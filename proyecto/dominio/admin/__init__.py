"""Django's admin for the domain, one module a room of it."""

from proyecto.dominio.admin import personas, tienda, videos

__all__ = ["personas", "tienda", "videos"]
