"""What Acme asks of its videos: two rules, a filter and a model."""

from pathlib import Path

from specc.plugin import Check, Plugin, Rule, watch
from specc_acme import rules
from specc_acme.filters import spelled

PLUGIN = Plugin(
    name="acme",
    rules=(
        Rule("ACME101", "old-name", "error", rules.old_name, rules.mend_old_name),
        Rule("ACME201", "no-description", "warning", rules.no_description),
    ),
    watches=(watch("ACME101", "speech.text", look=rules.look_for_old_names),),
    checks=(Check("ACME201", rules.check_description),),
    filters={"spelled": spelled},
    models=Path(__file__).parent / "models",
)
