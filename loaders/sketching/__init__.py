"""A first declaration of somebody's table, guessed from a real file, and a look at what it does.

    FILE --sample--> rows under a header --guess--> columns, key, parties --write--> declaration

`qiji table new` writes it, a person finishes it, `qiji table check` shows what rows become by it.
"""
