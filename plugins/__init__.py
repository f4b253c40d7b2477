"""The plugins that come with LianZhan: one folder each, all of one shape."""
