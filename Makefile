include kprov.mk
