"""LianZhan's core: the small host that knows stations and deputies, and what every plugin stands on."""
