"""The domain: people and what they upload, the shop and what is made from it."""

from proyecto.dominio.models.cliente import Cliente
from proyecto.dominio.models.compartido import EnlaceCompartido
from proyecto.dominio.models.imagen import ImagenProducto
from proyecto.dominio.models.lote import Lote
from proyecto.dominio.models.pedido import LineaPedido, Pedido
from proyecto.dominio.models.producto import Producto
from proyecto.dominio.models.reporte import Reporte
from proyecto.dominio.models.subida import Subida
from proyecto.dominio.models.suscripcion import Suscripcion
from proyecto.dominio.models.usuario import Usuario
from proyecto.dominio.models.video import Video

__all__ = [
    "Cliente",
    "EnlaceCompartido",
    "ImagenProducto",
    "LineaPedido",
    "Lote",
    "Pedido",
    "Producto",
    "Reporte",
    "Subida",
    "Suscripcion",
    "Usuario",
    "Video",
]
