"""运营中心: the centre's desk."""
