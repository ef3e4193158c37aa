from django.urls import path

from .views import (
    asking,
    bulk,
    contributions,
    desk,
    invitations,
    registers,
    similar,
    teams,
    triage,
)

app_name = "strategy_themes"

urlpatterns = [
    path("desk/", desk.show_desk, name="desk"),
    path("desk/bulk/<slug:step>/", bulk.choose, name="bulk_choose"),
    path("desk/bulk/<int:bulk_id>/show/", bulk.show, name="bulk"),
    path("desk/bulk/<int:bulk_id>/send/", bulk.send, name="bulk_send"),
    path("desk/bulk/<int:bulk_id>/go-on/", bulk.go_on, name="bulk_go_on"),
    path("desk/triage/", triage.show_questions, name="triage"),
    path("desk/triage/<int:question_id>/", triage.show_question, name="triage_question"),
    path("desk/triage/<int:question_id>/group/", triage.group, name="triage_group"),
    path("desk/clusters/<int:cluster_id>/", triage.show_cluster, name="cluster"),
    path("desk/clusters/<int:cluster_id>/name/", triage.name, name="cluster_name"),
    path("desk/clusters/<int:cluster_id>/move/", triage.move, name="cluster_move"),
    path("desk/clusters/<int:cluster_id>/dissolve/", triage.dissolve, name="cluster_dissolve"),
    path(
        "desk/clusters/<int:cluster_id>/answer/<slug:step>/", triage.answer, name="cluster_answer"
    ),
    path("desk/<int:contribution_id>/", desk.show_item, name="desk_item"),
    path("desk/<int:contribution_id>/similar/", similar.show_similar, name="desk_similar"),
    path("desk/<int:contribution_id>/undo/", desk.undo, name="desk_undo"),
    path("desk/<int:contribution_id>/<slug:step>/", desk.take_step, name="desk_step"),
    path("themes/<int:theme_id>/ask/", asking.ask, name="ask"),
    path("questions/<int:question_id>/change/", asking.change, name="change_question"),
    path("questions/<int:question_id>/end/", asking.end, name="end_question"),
    path("questions/<int:question_id>/reopen/", asking.reopen, name="reopen_question"),
    path("contributions/", contributions.show_mine, name="contributions"),
    path(
        "contributions/<int:contribution_id>/", contributions.show_contribution, name="contribution"
    ),
    path("contributions/<int:contribution_id>/reopen/", contributions.reopen, name="reopen"),
    path("contributions/of/<int:post_id>/", contributions.find_trail, name="contribution_of"),
    path("teams/make/<int:theme_id>/", teams.make, name="team_make"),
    path("teams/<int:team_id>/", teams.show, name="team"),
    path("teams/<int:team_id>/invite/", teams.invite, name="team_invite"),
    path("teams/<int:team_id>/leave/", teams.leave, name="team_leave"),
    path("teams/<int:team_id>/remove/<int:person_id>/", teams.remove, name="team_remove"),
    path("teams/<int:team_id>/archive/", teams.archive, name="team_archive"),
    path("teams/<int:team_id>/reopen/", teams.reopen, name="team_reopen"),
    path("teams/<int:team_id>/delete/", teams.delete, name="team_delete"),
    path("teams/<int:team_id>/registers/<slug:register>/", registers.add, name="register_add"),
    path(
        "teams/<int:team_id>/entries/<int:entry_id>/<slug:step>/",
        registers.act,
        name="register_act",
    ),
    path("invitations/<int:invitation_id>/", invitations.show, name="invitation"),
    path("invitations/<int:invitation_id>/accept/", invitations.accept, name="invitation_accept"),
    path("invitations/<int:invitation_id>/refuse/", invitations.refuse, name="invitation_refuse"),
    path(
        "invitations/<int:invitation_id>/withdraw/",
        invitations.withdraw,
        name="invitation_withdraw",
    ),
]
