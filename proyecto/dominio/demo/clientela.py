"""Who buys: people and small businesses all over Mexico."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from proyecto.dominio.demo.plan import Plan
from proyecto.dominio.nombres import plain

FEWEST, MOST, ORDERS_EACH = 20, 80_000, 12
# So many were customers already before the first order of the plan, since at most a year.
EARLIER, BEFORE = 0.3, timedelta(days=365)
BUSINESSES = 0.07
REGIONS = {"centro": 38, "norte": 25, "occidente": 18, "sureste": 11, "sur": 8}


def _words(text: str, between: str | None = None) -> list[str]:
    return [word.strip() for word in text.split(between)]


FIRST = _words(
    """
    Ana María Guadalupe Juana Sofía Valentina Regina Camila Fernanda Alejandra Daniela
    Gabriela  Patricia Verónica Leticia Rosa Elena Lucía Mariana Andrea Paola Ximena Itzel
    Citlali Carmen  Teresa Silvia Norma Adriana Claudia José Juan Luis Carlos Miguel Jorge
    Francisco Javier  Ricardo Fernando Roberto Eduardo Alejandro Daniel Santiago Mateo
    Sebastián Diego Emiliano  Leonardo Ángel Raúl Héctor Óscar Sergio Arturo Enrique Gerardo
    Rubén Iván Joaquín Cuauhtémoc
    """
)
LAST = _words(
    """
    Hernández García Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Flores Gómez
    Morales Vázquez Reyes Jiménez Torres Díaz Gutiérrez Ruiz Mendoza Aguilar Ortiz Moreno
    Castillo  Romero Álvarez Méndez Chávez Rivera Juárez Ramos Domínguez Herrera Medina Castro
    Vargas Guzmán  Velázquez Muñoz Rojas Contreras Salazar Luna Ortega Guerrero Santiago
    Estrada Bautista Cortés  Soto Alvarado Espinoza Lara Ávila Ríos Cervantes Silva Delgado
    Vega Márquez Sandoval Fuentes  Carrillo León Solís Núñez Ibarra Campos Santos Valdez Peña
    Navarro Rosas Zavala Treviño Garza
    """
)
KINDS = _words("Café Hotel Restaurante Fonda Panadería Papelería Florería Posada")
NAMES = _words(
    """
    El Portal, La Esquina, Los Arcos, San Ángel, La Parroquia, Las Jacarandas, El Mirador,
    Doña Lupe, La Hacienda, El Naranjo, Santa Fe, Los Laureles, La Perla, El Faro, Monte Albán,
    La Ceiba
    """,
    ",",
)


class Customer(NamedTuple):
    """One of them."""

    nombre: str
    email: str
    region: str
    creado: datetime


def how_many(plan: Plan) -> int:
    """Customers that a plan needs."""
    return max(FEWEST, min(MOST, plan.cantidad // ORDERS_EACH))


def known_by(plan: Plan, part: float) -> int:
    """How many of them are customers when so much of the time is over."""
    return max(1, int(how_many(plan) * (EARLIER + (1 - EARLIER) * part)))


def customers(plan: Plan) -> Iterator[Customer]:
    """All of them, in the order in which they became customers."""
    chance, count = plan.chance("clientes"), how_many(plan)
    regions = chance.choices(list(REGIONS), list(REGIONS.values()), k=count)
    for number, region in enumerate(regions):
        if chance.random() < BUSINESSES:
            nombre = f"{chance.choice(KINDS)} {chance.choice(NAMES)}"
            mailbox = f"compras.{nombre}"
        else:
            first, last = chance.choice(FIRST), chance.choice(LAST)
            nombre, mailbox = f"{first} {last} {chance.choice(LAST)}", f"{first}.{last}"
        # The domain is nobody's: mail to it reaches no stranger.
        email = f"{plain(mailbox).replace(' ', '')}{number}@example.com"
        yield Customer(nombre, email, region, _since(plan, number / count))


def _since(plan: Plan, place: float) -> datetime:
    """Before `known_by` counts on them."""
    if place < EARLIER:
        return plan.desde - BEFORE * (1 - place / EARLIER)
    return plan.desde + (plan.hasta - plan.desde) * ((place - EARLIER) / (1 - EARLIER))
