from .theme_page import ThemePageForm

__all__ = ["ThemePageForm"]
