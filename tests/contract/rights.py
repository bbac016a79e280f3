"""Who may call what (SECURITY AZ-01): one table, operation x role x own or foreign organisation.

A cell says what happens with a thing of one's own organisation, after the slash with a foreign one (without a slash
both are the same). `ok` is a success, and a list shows the thing; `none`: the list leaves it out; 401, 403 and 404 are
refusals. «own channel» is the same for a channel of the organisation itself instead of a Landeskanal; «on behalf»: the
foreign organisation is one without a channel, for which the central desk wrote the post.
"""

from pathlib import Path

from app.api.operations import OPERATIONS

ROLES = {
    "AN": (None, "StK", "niemand angemeldet"),
    "ME": ("mb", "MB", "Redaktion eines Ressorts"),
    "ML": ("mb.lead", "MB", "Leitung eines Ressorts"),
    "CE": ("desk1", "StK", "Zentralredaktion"),
    "CM": ("kanal", "StK", "Kanalverwaltung"),
    "AU": ("revision", "StK", "Revision"),
    "AD": ("admin", "StK", "Technik"),
    "AG": ("agentur", "MB", "Agentur eines Ressorts, für zwei genannte Kanäle"),
    "SV": ("dienst", "MB", "Dienstkonto eines Ressorts, mit allem, wofür es Zugriffszeichen gibt"),
    "TK": ("zeichen", "StK", "ebenso ein Zugriffszeichen der Zentralredaktion"),
}
OWN_CHANNEL, ON_BEHALF = "own channel", "on behalf"
TABLE = """
operation                          AN   ME       ML       CE       CM       AU       AD       AG       SV       TK
sign_in                            ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
sign_out                           401  ok       ok       ok       ok       ok       ok       ok       403      403
change_password                    401  ok       ok       ok       ok       ok       ok       ok       403      403
begin_second_factor                401  ok       ok       ok       ok       ok       ok       ok       403      403
confirm_second_factor              401  ok       ok       ok       ok       ok       ok       ok       403      403
get_me                             401  ok       ok       ok       ok       ok       ok       ok       403      403
create_token                       401  ok       ok       ok       ok       ok       ok       ok       403      403
list_tokens                        401  ok/none  none     none     none     none     none     none     403      403
revoke_token                       401  ok/404   404      404      404      404      404      404      403      403
list_organisations                 401  ok       ok       ok       ok       ok       ok       ok       ok       ok
list_channels                      401  ok       ok       ok       ok       ok       ok       ok       ok       ok
get_channel                        401  ok       ok       ok       ok       ok       ok       ok       ok       ok
list_costs                         401  ok       ok       ok       ok       ok       403      403      403      403
enter_cost                         401  403      ok/403   403      ok       403      403      403      403      403
get_cost                           401  ok/404   ok/404   ok       ok       ok       403      403      403      403
change_cost                        401  403/404  ok/404   403      ok       403      404      404      403      403
remove_cost                        401  403/404  ok/404   403      ok       403      404      404      403      403
list_staffing                      401  ok       ok       ok       ok       ok       403      403      403      403
enter_staffing                     401  403      ok/403   403      ok       403      403      403      403      403
get_staffing                       401  ok/404   ok/404   ok       ok       ok       403      403      403      403
change_staffing                    401  403/404  ok/404   403      ok       403      404      404      403      403
remove_staffing                    401  403/404  ok/404   403      ok       403      404      404      403      403
list_strategies                    401  ok       ok       ok       ok       ok       403      403      403      403
enter_strategy                     401  403      ok/403   403      ok       403      403      403      403      403
get_strategy                       401  ok/404   ok/404   ok       ok       ok       403      403      403      403
change_strategy                    401  403/404  ok/404   403      ok       403      404      404      403      403
remove_strategy                    401  403/404  ok/404   403      ok       403      404      404      403      403
list_metrics_snapshots             401  ok       ok       ok       ok       ok       403      403      403      403
enter_metrics_snapshot             401  403      ok/403   403      ok       403      403      403      403      403
get_metrics_snapshot               401  ok/404   ok/404   ok       ok       ok       403      403      403      403
change_metrics_snapshot            401  403/404  ok/404   403      ok       403      404      404      403      403
remove_metrics_snapshot            401  403/404  ok/404   403      ok       403      404      404      403      403
report_costs                       401  ok       ok       ok       ok       ok       403      403      403      403
report_channels                    401  ok       ok       ok       ok       ok       ok       ok       ok       ok
report_posts                       401  ok       ok       ok       ok       ok       403      403      403      403
report_punctuality                 401  ok       ok       ok       ok       ok       403      403      403      403
report_decisions                   401  ok       ok       ok       ok       ok       403      403      403      403
report_takedowns                   401  ok       ok       ok       ok       ok       403      403      403      403
report_staffing                    401  ok       ok       ok       ok       ok       403      403      403      403
report_strategies                  401  ok       ok       ok       ok       ok       403      403      403      403
report_followers                   401  ok       ok       ok       ok       ok       403      403      403      403
list_inquiries                     401  none     ok       ok       ok       ok       none     none     403      403
open_inquiry                       401  403      403      ok       403      403      403      403      403      403
get_inquiry                        401  404      ok       ok       ok       ok       404      404      403      403
answer_question                    401  403      403      ok       403      403      403      403      403      403
list_surveys                       401  404      ok       ok       ok       ok       404      404      403      403
send_surveys                       401  403      403      ok       403      403      403      403      403      403
get_survey                         401  404      ok/404   ok       ok       ok       404      404      403      403
answer_survey                      401  404      ok/404   403      403      403      404      404      403      403
sign_survey                        401  404      ok/404   403      403      403      404      404      403      403
keep_inquiry                     401  404      403      ok       403      403      404      404      403      403
get_inquiry_version                401  404      ok       ok       ok       ok       404      404      403      403
co_sign_inquiry                    401  404      ok/403   403      403      403      404      404      403      403
compare_inquiry_versions           401  404      ok       ok       ok       ok       404      404      403      403
plan_channel                       401  403      ok/403   403      ok       403      403      403      403      403
get_channel_life                   401  ok       ok       ok       ok       ok       403      403      403      403
describe_channel                   401  403      ok/403   403      ok       403      403      403      403      403
note_channel_notice                401  403      ok/403   403      ok       403      403      403      403      403
get_channel_letter                 401  ok       ok       ok       ok       ok       403      403      403      403
waive_channel_preparation          401  403      403      ok       403      403      403      403      403      403
take_channel_step                  401  403      ok/403   403      ok       403      403      403      403      403
note_privacy_post                  401  403      ok/403   403      ok       403      403      403      403      403
confirm_channel                    401  403      ok/403   403      ok       403      403      403      403      403
list_directory                     ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
check_account                      ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
list_concepts                      401  ok       ok       ok       ok       ok       403      403      403      403
start_concept                      401  403      ok/403   403      ok       403      403      403      403      403
get_concept                        401  ok       ok       ok       ok       ok       403      403      403      403
write_concept                      401  403      ok/403   403      ok       403      403      403      403      403
add_imprint_entry                  401  403      ok/403   403      ok       403      403      403      403      403
change_imprint_entry               401  403      ok/403   403      ok       403      403      403      403      403
issue_concept                      401  403      ok/403   403      ok       403      403      403      403      403
get_concept_version                401  ok       ok       ok       ok       ok       403      403      403      403
list_evaluations                   401  ok       ok       ok       ok       ok       403      403      403      403
evaluate_concept                   401  403      ok/403   403      ok       403      403      403      403      403
get_channel_imprint                401  ok       ok       ok       ok       ok       403      403      403      403
get_platform_facts                 401  ok       ok       ok       ok       ok       403      403      403      403
describe_platform                  401  403      403      403      ok       403      403      403      403      403
list_decisions                     401  ok       ok       ok       ok       ok       403      403      403      403
record_decision                    401  403      ok/403   ok       ok       403      403      403      403      403
list_platforms                     401  ok       ok       ok       ok       ok       403      403      403      403
stop_platform                      401  403      403      ok       403      403      403      403      403      403
lift_platform_stop                 401  403      403      ok       403      403      403      403      403      403
connect_channel                    401  403      403      403      ok/403   403      403      403      403      403
disconnect_channel                 401  403      403      403      ok/403   403      403      403      403      403
serve_channel_by_hand              401  403      403      403      ok/403   403      403      403      403      403
upload_media                       401  ok/403   ok/403   ok/403   403      403      403      ok/403   ok/403   ok/403
get_media                          401  ok/404   ok/404   ok/404   404      ok       404      404      404      ok/404
get_media_file                     401  ok/404   ok/404   ok/404   404      ok       404      404      404      ok/404
create_post                        401  ok/403   ok/403   ok/403   403      403      403      ok/403   ok/403   ok/403
create_post, own channel           401  ok/403   ok/403   ok/403   403      403      403      ok/403   ok/403   ok/403
create_post, on behalf             401  ok/403   ok/403   ok       403      403      403      ok/403   ok/403   ok
list_posts                         401  ok/none  ok/none  ok/none  none     ok       none     ok/none  none     ok/none
get_post                           401  ok/404   ok/404   ok/404   404      ok       404      ok/404   404      ok/404
get_post, on behalf                401  ok/404   ok/404   ok       404      ok       404      ok/404   404      ok
edit_post                          401  ok/404   ok/404   ok/404   404      403      404      ok/404   404      ok/404
edit_post, on behalf               401  ok/404   ok/404   ok       404      403      404      ok/404   404      ok
list_revisions                     401  ok/404   ok/404   ok/404   404      ok       404      ok/404   404      ok/404
diff_post                          401  ok/404   ok/404   ok/404   404      ok       404      ok/404   404      ok/404
get_timeline                       401  ok/404   ok/404   ok/404   404      ok       404      ok/404   404      ok/404
list_comments                      401  ok/404   ok/404   ok       404      ok       404      ok/404   403      403
list_readers                       401  ok/404   ok/404   ok       404      403      404      ok/404   403      403
write_comment                      401  ok/404   ok/404   ok       404      403      404      ok/404   403      403
edit_comment                       401  ok/404   403/404  403      404      403      404      403/404  403      403
resolve_comment                    401  ok/404   ok/404   ok       404      403      404      ok/404   403      403
reopen_comment                     401  ok/404   ok/404   ok       404      403      404      ok/404   403      403
check_post                         401  ok/404   ok/404   ok/404   404      ok       404      ok/404   404      ok/404
check_text                         401  ok       ok       ok       ok       ok       ok       ok       ok       ok
list_check_runs                    401  ok/404   ok/404   ok       404      ok       404      ok/404   403      403
list_check_rules                   401  ok       ok       ok       ok       ok       ok       ok       403      403
tune_check_rule                    401  403      403      ok       403      403      403      403      403      403
count_check_hits                   401  403      403      ok       403      ok       403      403      403      403
submit_post                        401  ok/404   ok/404   ok/404   404      403      404      403/404  404      ok/404
submit_post, own channel           401  ok/404   ok/404   ok/404   404      403      404      ok/404   404      ok/404
submit_post, on behalf             401  ok/404   ok/404   ok       404      403      404      403/404  404      ok
withdraw_post                      401  ok/404   ok/404   ok       404      403      404      403/404  403      403
withdraw_post, own channel         401  ok/404   ok/404   403      404      403      404      403/404  403      403
get_post_record                    401  ok/404   ok/404   ok/404   404      ok       404      ok/404   403      403
copy_post                          401  ok/404   ok/404   ok/403   404      403      404      ok/404   403      403
list_queue                         401  none     none     ok       none     none     none     none     403      403
list_queue, own channel            401  none     ok/none  none     none     none     none     none     403      403
count_queue                        401  ok       ok       ok       ok       ok       ok       ok       403      403
approve_posts                      401  none     none     ok       none     none     none     none     403      403
approve_posts, own channel         401  none     ok/none  none     none     none     none     none     403      403
list_grounds                       401  ok       ok       ok       ok       ok       ok       ok       ok       ok
approve_post                       401  403/404  403/404  ok       404      403      404      403/404  403      403
approve_post, own channel          401  403/404  ok/404   403      404      403      404      403/404  403      403
request_changes                    401  403/404  403/404  ok       404      403      404      403/404  403      403
request_changes, own channel       401  403/404  ok/404   403      404      403      404      403/404  403      403
reject_post                        401  403/404  403/404  ok       404      403      404      403/404  403      403
reject_post, own channel           401  403/404  ok/404   403      404      403      404      403/404  403      403
claim_post                         401  403/404  403/404  ok       404      403      404      403/404  403      403
claim_post, own channel            401  403/404  ok/404   403      404      403      404      403/404  403      403
unclaim_post                       401  403/404  403/404  ok       404      403      404      403/404  403      403
list_deliveries                    401  ok/none  ok/none  ok/none  none     ok       none     ok/none  none     ok/none
get_delivery                       401  ok/404   ok/404   ok/404   404      ok       404      ok/404   404      ok/404
get_delivery_image                 401  ok/404   ok/404   ok/404   404      ok       404      ok/404   403      403
reschedule_delivery                401  403/404  403/404  ok       404      403      404      403/404  403      403
reschedule_delivery, own channel   401  403/404  ok/404   403      404      403      404      403/404  403      403
cancel_delivery                    401  ok/404   ok/404   ok       404      403      404      403/404  403      403
cancel_delivery, own channel       401  ok/404   ok/404   403      404      403      404      403/404  403      403
hold_delivery                      401  403/404  ok/404   ok       404      403      404      403/404  403      403
hold_delivery, own channel         401  403/404  ok/404   403      404      403      404      403/404  403      403
approve_delivery_again             401  403/404  403/404  ok       404      403      404      403/404  403      403
approve_delivery_again, own channel 401  403/404  ok/404   ok       404      403      404      403/404  403      403
release_delivery                   401  403/404  403/404  ok       404      403      404      403/404  403      403
release_delivery, own channel      401  403/404  ok/404   403      404      403      404      403/404  403      403
take_down_delivery                 401  403/404  ok/404   ok/403   404      403      404      403/404  403      403
take_down_delivery, own channel    401  403/404  ok/404   ok/403   404      403      404      403/404  403      403
resolve_delivery                   401  403/404  403/404  ok       ok       403      404      404      403      403
resolve_delivery, own channel      401  403/404  ok/404   403      404      403      404      404      403      403
post_delivery_by_hand              401  403/404  403/404  ok       ok       403      404      404      403      403
post_delivery_by_hand, own channel 401  403/404  ok/404   403      404      403      404      404      403      403
confirm_delivery_removal           401  403/404  403/404  ok       ok       403      404      404      403      403
confirm_delivery_removal, own channel 401  403/404  ok/404   403      404      403      404      404      403      403
open_takedown                      401  403/404  403/404  ok       404      403      404      403/404  403      403
open_takedown, own channel         401  403/404  403/404  ok       404      403      404      403/404  403      403
list_takedowns                     401  ok/none  ok/none  ok       none     ok       none     none     403      403
get_takedown                       401  ok/404   ok/404   ok       404      ok       404      404      403      403
get_takedown, own channel          401  ok/404   ok/404   ok       404      ok       404      404      403      403
respond_to_takedown                401  ok/404   ok/404   403      404      403      404      404      403      403
respond_to_takedown, own channel   401  ok/404   ok/404   403      404      403      404      404      403      403
execute_takedown                   401  403/404  403/404  ok       404      403      404      404      403      403
execute_takedown, own channel      401  403/404  403/404  403      404      403      404      404      403      403
close_takedown                     401  403/404  403/404  ok       404      403      404      404      403      403
revoke_takedown                    401  403/404  403/404  ok       404      403      404      404      403      403
list_findings                      401  403      403      ok       403      ok       ok       403      403      403
end_finding                        401  403      403      ok       403      403      403      403      403      403
list_themes                        401  ok/none  ok/none  ok       none     none     none     none     403      403
create_theme                       401  ok/403   ok/403   ok       403      403      403      403      403      403
import_file                        401  ok       ok       ok       403      403      403      403      403      403
get_radar                          401  ok       ok       ok       ok       ok       ok       ok       403      403
get_theme                          401  ok/404   ok/404   ok       404      404      404      404      403      403
change_theme                       401  ok/404   ok/404   ok       404      404      404      404      403      403
withdraw_theme                     401  ok/404   ok/404   ok       404      404      404      404      403      403
list_theme_comments                401  ok/404   ok/404   ok       404      404      404      404      403      403
comment_theme                      401  403/404  ok/404   ok       404      404      404      404      403      403
assign_theme                       401  ok/404   ok/404   ok/404   404      403      404      ok/404   403      403
list_contributions                 401  ok/none  ok/none  ok       none     none     none     none     403      403
ask_for_contribution               401  ok/404   ok/404   ok       404      404      404      404      403      403
answer_contribution                401  ok/404   ok/404   ok/403   404      404      404      404      403      403
decline_contribution               401  ok/404   ok/404   ok/403   404      404      404      404      403      403
hand_over_contribution             401  ok/404   ok/404   ok       404      404      404      404      403      403
withdraw_contribution              401  ok/404   ok/404   ok       404      404      404      404      403      403
list_packages                      401  ok/none  ok/none  ok       none     ok       none     none     403      403
create_package                     401  ok/403   ok/403   ok       403      403      403      403      403      403
get_package                        401  ok/404   ok/404   ok       404      ok       404      404      403      403
change_package                     401  ok/404   ok/404   ok       404      403      404      404      403      403
fire_package                       401  ok/404   ok/404   ok       404      403      404      404      403      403
preflight_package                  401  ok/404   ok/404   ok       404      403      404      404      403      403
cancel_package                     401  ok/404   ok/404   ok       404      403      404      404      403      403
list_press_connections             401  403      403      403      403      403      ok       403      403      403
connect_press                      401  403      403      403      403      403      ok       403      403      403
disconnect_press                   401  403      403      403      403      403      ok       403      403      403
renew_press_secret                 401  403      403      403      403      403      ok       403      403      403
hear_press                         ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
list_occasions                     401  ok       ok       ok       ok       ok       ok       ok       403      403
enter_occasion                     401  403      403      ok       403      403      403      403      403      403
remove_occasion                    401  403      403      ok       403      403      403      403      403      403
list_elections                     401  ok       ok       ok       ok       ok       ok       ok       403      403
propose_election                   401  403      403      ok       403      403      403      403      403      403
confirm_election                   401  403      403      ok       403      403      403      403      403      403
withdraw_election                  401  403      403      ok       403      403      403      403      403      403
keep_election                      401  403      403      ok       403      403      403      403      403      403
list_lexicon_versions              401  403      403      ok       403      ok       403      403      403      403
propose_lexicon_change             401  403      403      ok       403      403      403      403      403      403
get_lexicon_version                401  403      403      ok       403      ok       403      403      403      403
preview_lexicon_change             401  403      403      ok       403      403      403      403      403      403
confirm_lexicon_change             401  403      403      ok       403      403      403      403      403      403
withdraw_lexicon_change            401  403      403      ok       403      403      403      403      403      403
list_lexicon_terms                 401  403      403      ok       403      ok       403      403      403      403
list_lexicon_cues                  401  403      403      ok       403      ok       403      403      403      403
list_stops                         401  ok       ok       ok       ok       ok       ok       ok       403      403
set_stop                           401  403      403      ok       ok       403      ok       403      403      403
set_stop, own channel              401  403      ok/403   ok       403      403      ok       403      403      403
lift_stop                          401  403      403      ok       403      403      403      403      403      403
lift_stop, own channel             401  403      ok/403   ok       403      403      403      403      403      403
list_restorations                  401  ok       ok       ok       ok       ok       ok       ok       403      403
confirm_restoration                401  403      403      ok       403      403      ok       403      403      403
ask_for_password                   ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
choose_password_by_link            ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
invite_user                        401  403      403      403      403      403      ok       403      403      403
list_users                         401  403      403      403      403      403      ok       403      403      403
create_user                        401  403      403      403      403      403      ok       403      403      403
create_service                     401  403      403      403      403      403      ok       403      403      403
get_user                           401  403      403      403      403      403      ok       403      403      403
edit_user                          401  403      403      403      403      403      ok       403      403      403
lock_user                          401  403      403      403      403      403      ok       403      403      403
unlock_user                        401  403      403      403      403      403      ok       403      403      403
reset_password                     401  403      403      403      403      403      ok       403      403      403
reset_second_factor                401  403      403      403      403      403      ok       403      403      403
list_memberships                   401  403      403      403      403      403      ok       403      403      403
create_membership                  401  403      403      403      403      403      ok       403      403      403
get_membership                     401  403      403      403      403      403      ok       403      403      403
edit_membership                    401  403      403      403      403      403      ok       403      403      403
end_membership                     401  403      403      403      403      403      ok       403      403      403
list_notices                       401  ok/none  none     none     none     none     none     none     403      403
read_notices                       401  ok       ok       ok       ok       ok       ok       ok       403      403
read_notice                        401  ok/404   404      404      404      404      404      404      403      403
list_hooks                         401  none     ok/none  none     none     none     ok       none     403      403
create_hook                        401  403      ok/403   403      403      403      ok       403      403      403
get_hook                           401  404      ok/404   404      404      404      ok       404      403      403
edit_hook                          401  404      ok/404   404      404      404      ok       404      403      403
delete_hook                        401  404      ok/404   404      404      404      ok       404      403      403
renew_hook_secret                  401  404      ok/404   404      404      404      ok       404      403      403
test_hook                          401  404      ok/404   404      404      404      ok       404      403      403
get_notification_choice            401  ok       ok       ok       ok       ok       ok       ok       403      403
choose_notifications               401  ok       ok       ok       ok       ok       ok       ok       403      403
get_health                         ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
get_readiness                      ok   ok       ok       ok       ok       ok       ok       ok       ok       ok
get_metrics                        404  404      404      404      404      404      404      404      404      404
"""


PAGE = Path(__file__).parents[2] / "docs" / "rechte.md"
PLACES = {OWN_CHANNEL: "eigener Kanal", ON_BEHALF: "im Auftrag"}
MARKS = {"ok": "ja", "none": "ohne"}
INTRODUCTION = """# Wer was darf

Für jede Operation der Schnittstelle: was geschieht, wenn jemand sie mit einer Sache der eigenen Stelle aufruft, und
nach dem Schrägstrich, was mit einer fremden geschieht (ohne Schrägstrich ist beides gleich). **ja**: gelingt; **ohne**:
die Liste lässt die Sache aus; **403**: nicht erlaubt; **404**: für diese Person gibt es die Sache nicht; **401**: nicht
angemeldet. «Eigener Kanal» meint den Kanal einer Stelle statt eines Landeskanals; «im Auftrag»: Die fremde Stelle hat
keinen eigenen Kanal, und die Zentralredaktion schreibt für sie. Wer den Text verfasst oder zuletzt geändert hat, gibt
ihn in keiner Rolle frei. Ein Dienstkonto sieht nur, was es selbst geschrieben hat. Ob eine unklare Ausspielung auf
ihrem Kanal steht (`resolve`), schlägt die Kanalverwaltung nur vor; entscheiden müssen andere. `GET /metrics` gelingt
nur von der Maschine selbst oder mit einem eigenen Zugang, ohne Ansehen der Rolle.

Die Tabelle schreibt ein Test aus `tests/contract/rights.py`; jede Zelle ist an der laufenden Anwendung gemessen.

"""


def rows():
    """Return operation and place -> role -> (own, foreign), as expected."""
    head, *lines = (line.rsplit(maxsplit=len(ROLES)) for line in TABLE.strip().splitlines())
    assert head[1:] == list(ROLES)
    return {
        label: {role: tuple((cell.split("/") * 2)[:2]) for role, cell in zip(ROLES, cells, strict=True)}
        for label, *cells in lines
    }


def rendered():
    """Return the page of the docs that shows the table, in German."""
    names = {row.id: (place, row.german) for place, row in OPERATIONS.items()}
    head = [["Operation", *(f"{role}" for role in ROLES)], ["---", *(["---"] * len(ROLES))]]
    lines = [f"- **{role}**: {german}" for role, (_, _, german) in ROLES.items()]
    table = [
        [described(label, names), *(marked(cell) for cell in cells.values())]
        for label, cells in rows().items()
    ]
    return INTRODUCTION + "\n".join([*lines, "", *(f"| {' | '.join(row)} |" for row in head + table), ""])


def described(label, names):
    """Return what a row is about: method and path, and where the thing is to appear."""
    name, _, place = label.partition(", ")
    return f"`{names[name][0]}`" + (f" ({PLACES[place]})" if place else "")


def marked(cell):
    """Return a cell as the docs show it."""
    return "/".join(dict.fromkeys(MARKS.get(text, text) for text in cell))
