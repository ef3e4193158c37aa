from django.urls import path

from .views import contributions, desk

app_name = "strategy_themes"

urlpatterns = [
    path("desk/", desk.show_desk, name="desk"),
    path("desk/<int:contribution_id>/", desk.show_item, name="desk_item"),
    path("desk/<int:contribution_id>/undo/", desk.undo, name="desk_undo"),
    path("desk/<int:contribution_id>/<slug:step>/", desk.take_step, name="desk_step"),
    path("contributions/", contributions.show_mine, name="contributions"),
    path(
        "contributions/<int:contribution_id>/", contributions.show_contribution, name="contribution"
    ),
    path("contributions/<int:contribution_id>/reopen/", contributions.reopen, name="reopen"),
    path("contributions/of/<int:post_id>/", contributions.find_trail, name="contribution_of"),
]
