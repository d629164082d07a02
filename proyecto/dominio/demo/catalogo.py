"""What is sold: a shop for kitchen and home, with prices in pesos."""

from dataclasses import dataclass
from itertools import accumulate

# How a year goes for each category, January first.
SEASONS = {
    "Café y té": (1.2, 1.1, 1.0, 0.9, 0.9, 0.8, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3),
    "Cocina": (0.9, 0.9, 0.9, 1.0, 1.4, 1.0, 0.9, 0.9, 1.0, 1.0, 1.2, 1.3),
    "Mesa": (0.8, 0.9, 0.9, 0.9, 1.3, 0.9, 0.9, 0.9, 1.1, 1.0, 1.2, 1.5),
    "Textiles": (1.1, 1.0, 0.9, 0.9, 1.1, 0.9, 0.8, 0.9, 1.0, 1.1, 1.2, 1.2),
    "Organización": (1.5, 1.1, 1.0, 0.9, 0.9, 0.9, 1.0, 1.3, 1.0, 0.9, 0.9, 0.7),
    "Jardín": (0.7, 0.9, 1.4, 1.6, 1.4, 1.3, 1.1, 1.0, 0.9, 0.8, 0.6, 0.5),
    "Iluminación": (0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 1.0, 1.0, 1.2, 1.3, 1.5),
    "Regalos": (0.5, 1.3, 0.7, 0.8, 1.8, 1.1, 0.7, 0.7, 0.8, 0.9, 1.3, 2.6),
}
# Prices rose by so much a year.
INFLATION = 0.045

SOLD = """
CAF-001 Café y té|Café de altura de Chiapas, 500 g|189|30
CAF-002 Café y té|Café de Veracruz en grano, 1 kg|329|22
CAF-003 Café y té|Café de olla con piloncillo, 400 g|145|18
CAF-004 Café y té|Cafetera de émbolo, 1 L|459|9
CAF-005 Café y té|Cafetera italiana, 6 tazas|549|7
CAF-006 Café y té|Molino de café manual|619|5
CAF-007 Café y té|Té de manzanilla con miel, 25 sobres|79|16
CAF-008 Café y té|Jamaica deshidratada, 500 g|98|17
CAF-009 Café y té|Chocolate de mesa de Oaxaca, 500 g|135|19
CAF-010 Café y té|Molinillo de madera tallada|119|8
COC-001 Cocina|Comal de hierro fundido, 30 cm|499|12
COC-002 Cocina|Molcajete de piedra volcánica|789|8
COC-003 Cocina|Olla de barro esmaltado, 4 L|429|9
COC-004 Cocina|Sartén de acero, 26 cm|649|11
COC-005 Cocina|Batería de cocina, 10 piezas|2899|3
COC-006 Cocina|Prensa para tortillas|279|13
COC-007 Cocina|Tortillero bordado|119|15
COC-008 Cocina|Cuchillo de chef, 20 cm|569|9
COC-009 Cocina|Tabla de parota para picar|389|10
COC-010 Cocina|Exprimidor de limones|89|20
COC-011 Cocina|Licuadora de vaso de vidrio|1349|6
COC-012 Cocina|Vaporera para tamales, 20 L|699|6
COC-013 Cocina|Juego de cucharas de madera|159|14
COC-014 Cocina|Báscula de cocina digital|329|8
MES-001 Mesa|Taza de talavera|149|28
MES-002 Mesa|Plato extendido de talavera|219|20
MES-003 Mesa|Vajilla de barro negro, 16 piezas|1899|4
MES-004 Mesa|Vaso de vidrio soplado|95|24
MES-005 Mesa|Jarra de vidrio soplado, 2 L|389|9
MES-006 Mesa|Juego de cubiertos, 24 piezas|1149|5
MES-007 Mesa|Caballito tequilero, 4 piezas|249|11
MES-008 Mesa|Salsera de tres compartimentos|199|10
MES-009 Mesa|Mantel individual de palma|85|18
MES-010 Mesa|Copa para vino, 6 piezas|579|7
TEX-001 Textiles|Rebozo de algodón|649|6
TEX-002 Textiles|Cojín bordado de Tenango|429|9
TEX-003 Textiles|Sarape de Saltillo|899|5
TEX-004 Textiles|Toalla de baño de algodón|259|15
TEX-005 Textiles|Juego de sábanas matrimonial|849|8
TEX-006 Textiles|Cobija de lana|749|7
TEX-007 Textiles|Delantal de mezclilla|289|11
TEX-008 Textiles|Camino de mesa de telar|359|8
TEX-009 Textiles|Hamaca yucateca matrimonial|1249|4
TEX-010 Textiles|Tapete de lana de Teotitlán|2199|2
ORG-001 Organización|Canasta de palma, mediana|239|14
ORG-002 Organización|Frascos de vidrio, 6 piezas|319|12
ORG-003 Organización|Repisa de pino, 80 cm|459|7
ORG-004 Organización|Perchero de pared|349|7
ORG-005 Organización|Caja apilable con tapa, 30 L|189|13
ORG-006 Organización|Especiero giratorio, 12 frascos|529|6
ORG-007 Organización|Cesto para ropa|399|8
ORG-008 Organización|Zapatera de tres niveles|589|5
JAR-001 Jardín|Maceta de barro, 25 cm|129|18
JAR-002 Jardín|Regadera galvanizada, 5 L|299|8
JAR-003 Jardín|Sustrato para macetas, 20 L|149|15
JAR-004 Jardín|Juego de herramientas de jardín|389|7
JAR-005 Jardín|Semillas de hierbas de olor|59|19
JAR-006 Jardín|Manguera expandible, 15 m|459|6
JAR-007 Jardín|Equipal de Jalisco|2499|2
JAR-008 Jardín|Comedero para colibríes|179|9
ILU-001 Iluminación|Lámpara de mesa de barro|729|6
ILU-002 Iluminación|Foco LED, 4 piezas|179|17
ILU-003 Iluminación|Farol de hojalata|459|7
ILU-004 Iluminación|Serie de luces, 10 m|229|11
ILU-005 Iluminación|Vela de cera de abeja|139|14
ILU-006 Iluminación|Lámpara colgante de mimbre|1099|4
REG-001 Regalos|Alebrije pintado a mano, chico|549|7
REG-002 Regalos|Caja de Olinalá|489|6
REG-003 Regalos|Corazón de hojalata|169|13
REG-004 Regalos|Lotería ilustrada|129|14
REG-005 Regalos|Esfera de vidrio soplado, 6 piezas|299|9
REG-006 Regalos|Canasta de dulces típicos|359|12
REG-007 Regalos|Tarjeta de regalo de $500|500|6
REG-008 Regalos|Nacimiento de barro|679|5
"""


@dataclass(frozen=True, slots=True)
class Item:
    """A product; `precio` in pesos of the last day, `gusta` how much it is liked."""

    sku: str
    nombre: str
    categoria: str
    precio: int
    gusta: int


def _read(line: str) -> Item:
    head, nombre, precio, gusta = line.split("|")
    sku, _blank, categoria = head.partition(" ")
    return Item(sku, nombre, categoria, int(precio), int(gusta))


ITEMS = tuple(_read(line) for line in SOLD.strip().splitlines())


def likes(month: int) -> list[float]:
    """How probable each product is in a month, summed up from the first on."""
    return list(accumulate(item.gusta * SEASONS[item.categoria][month - 1] for item in ITEMS))


def prices(years_ago: float) -> list[int]:
    """What each cost then, in centavos: half pesos, and never nothing."""
    factor = (1 + INFLATION) ** -years_ago
    return [max(50, round(item.precio * factor * 2) * 50) for item in ITEMS]
