"""Invented orders that look like those of a real shop.

    catalogo     what is sold, and in which months it sells
    clientela    who buys
    calendario   how many orders a day has, and at which hours
    pedidos      the orders themselves, one after the other
    escritura    rows into the database, as fast as it takes them
    crear        all of it, in batches, with how far it is

Everything follows from the plan: whoever makes the same one again gets the same orders.
"""
