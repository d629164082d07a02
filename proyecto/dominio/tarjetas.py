"""The cards that the payment sandbox knows: one for each way in which a charge may go."""

from enum import StrEnum


class TarjetaDePrueba(StrEnum):
    """What stands in `Pedido.tarjeta_token` while no real gateway is named."""

    ACEPTADA = "tok_aceptada"
    RECHAZADA = "tok_rechazada"
    # Two charges get no answer and are not made; the third is.
    TIEMPO = "tok_tiempo"
    # The charge is made, and its answer is lost.
    COBRO_INCIERTO = "tok_cobro_incierto"
    # There is nobody to talk to.
    CAIDA = "tok_caida"
