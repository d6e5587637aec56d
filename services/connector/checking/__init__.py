"""`mohlat connector verify`: does the log prove itself, record by record, with nothing but public keys?"""
