from django.urls import path

from .views import campaigns, dashboard, figures, freezes, objective

app_name = "strategy_scorecard"

urlpatterns = [
    path("", dashboard.show_dashboard, name="dashboard"),
    path("questions/", campaigns.show_campaigns, name="campaigns"),
    path("metrics/", dashboard.show_metrics, name="metrics"),
    path("figures/", figures.show_figures, name="figures"),
    path("figures/preview/", figures.show_preview, name="preview_figures"),
    path("figures/<str:what>.<str:form>", figures.download, name="download_figures"),
    path("freezes/", freezes.show_freezes, name="freezes"),
    path("objectives/<str:code>/", objective.show_objective, name="objective"),
]
