from .question_page import QuestionPageForm
from .theme_page import ThemePageForm

__all__ = ["QuestionPageForm", "ThemePageForm"]
