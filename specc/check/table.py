"""RULES: every rule there is, in one literal. Codes and names are for ever."""

from specc.check.mending import addresses as mend_addresses
from specc.check.mending import comments as mend_comments
from specc.check.mending import provider as mend_provider
from specc.check.mending import sizes as mend_sizes
from specc.check.mending import structure as mend_structure
from specc.check.mending import templates as mend_templates
from specc.check.rule import Rule
from specc.check.rules import (
    comments,
    cost,
    data,
    execution,
    hygiene,
    language,
    matrix,
    media,
    provider,
    provider_across,
    provider_numbers,
    spoken,
    structure,
    syntax,
    unused,
    variables,
)

RULES: tuple[Rule, ...] = (
    Rule("S101", "yaml-syntax", "error", syntax.yaml_syntax),
    Rule("S102", "duplicate-key", "error", syntax.duplicate_key),
    Rule("S103", "unquoted-template", "error", syntax.unquoted_template, mend_structure.quote_template),
    Rule("S104", "unknown-key", "error", structure.unknown_key, mend_structure.rename_key),
    Rule("S105", "missing-key", "error", structure.missing_key),
    Rule("S106", "wrong-type", "error", structure.wrong_type),
    Rule("S107", "unsupported-version", "error", structure.unsupported_version, mend_structure.write_version),
    Rule("S108", "unknown-model", "error", structure.unknown_model, mend_structure.choose_model),
    Rule("S109", "broken-extends", "error", structure.broken_extends),
    Rule("S110", "yaml-1.1-habit", "warning", syntax.yaml_1_1_habit, mend_structure.quote_habit),
    Rule("S111", "unused-ignore", "warning", comments.unused_ignore, mend_comments.remove_ignore),
    Rule("S112", "too-large", "error", syntax.too_large),
    Rule("S113", "missing-media", "error", media.missing_media),
    Rule("S114", "expired-ignore", "warning", comments.expired_ignore),
    Rule("S115", "broken-ignore", "warning", comments.broken_ignore),
    Rule("V101", "undefined-variable", "error", variables.undefined_variable, mend_templates.rename_variable),
    Rule("V102", "template-syntax", "error", variables.template_syntax),
    Rule("V103", "unknown-filter", "error", variables.unknown_filter, mend_templates.rename_operation),
    Rule("V104", "missing-include", "error", variables.missing_include),
    Rule("V105", "template-error", "error", variables.template_error),
    Rule("V106", "template-limit", "error", variables.template_limit),
    Rule("V107", "unused-variable", "warning", unused.unused_variable),
    Rule("V108", "mixed-type", "error", variables.mixed_type),
    Rule("V109", "empty-value", "error", variables.empty_value),
    Rule("V110", "raw-placeholder", "warning", spoken.raw_placeholder),
    Rule("M101", "empty-axis", "error", matrix.empty_axis),
    Rule("M102", "duplicate-cell", "warning", matrix.duplicate_cell),
    Rule("M103", "idle-exclude", "warning", matrix.idle_exclude),
    Rule("M104", "too-many-cells", "error", matrix.too_many_cells),
    Rule("M105", "never-made", "warning", matrix.never_made),
    Rule("M106", "colliding-files", "error", matrix.colliding_files),
    Rule("M107", "unsafe-file", "error", matrix.unsafe_file),
    Rule("D101", "unreadable-audience", "error", data.unreadable_audience),
    Rule("D102", "missing-column", "error", data.missing_column, mend_templates.rename_column),
    Rule("D103", "column-type", "error", data.column_type),
    Rule("D104", "column-limit", "error", data.column_limit),
    Rule("D105", "duplicate-row-key", "error", data.duplicate_row_key),
    Rule("D106", "empty-row-key", "error", data.empty_row_key),
    Rule("D107", "ragged-row", "error", data.ragged_row),
    Rule("D108", "header-hygiene", "warning", hygiene.header_hygiene),
    Rule("D109", "unknown-language", "error", data.unknown_language),
    Rule("D110", "duplicate-video", "warning", hygiene.duplicate_video),
    Rule("D111", "unused-column", "info", unused.unused_column),
    Rule("P101", "unknown-parameter", "error", provider.unknown_parameter, mend_provider.rename_parameter),
    Rule("P102", "missing-parameter", "error", provider.missing_parameter),
    Rule("P103", "wrong-type", "error", provider.wrong_type, mend_provider.write_type),
    Rule("P104", "below-minimum", "error", provider_numbers.below_minimum),
    Rule("P105", "above-maximum", "error", provider_numbers.above_maximum),
    Rule("P106", "off-step", "error", provider_numbers.off_step, mend_provider.nearest_step),
    Rule("P107", "not-allowed", "error", provider.not_allowed, mend_provider.write_allowed),
    Rule("P108", "too-short", "error", provider.too_short),
    Rule("P109", "too-long", "error", provider.too_long),
    Rule("P110", "bad-format", "error", provider.bad_format),
    Rule("P111", "unpaired-size", "error", provider_across.unpaired_size, mend_sizes.complete_size),
    Rule("P112", "size-and-resolution", "error", provider_across.size_and_resolution),
    Rule("P113", "speech-and-audio", "error", provider_across.speech_and_audio),
    Rule("P114", "speech-without-text", "error", provider_across.speech_without_text),
    Rule("P115", "ttl-without-url", "error", provider_across.ttl_without_url),
    Rule("P116", "unknown-id", "warning", provider_across.unknown_id, mend_provider.choose_id),
    Rule("P117", "unfit-media", "warning", media.unfit_media),
    Rule("L101", "bad-language-tag", "error", language.bad_language_tag),
    Rule("L102", "voice-language", "warning", language.voice_language),
    Rule("L103", "text-language", "warning", language.text_language),
    Rule("L107", "untranslated", "warning", language.untranslated),
    Rule("L108", "unspeakable", "warning", spoken.unspeakable),
    Rule("L109", "gender-voice", "warning", language.gender_voice),
    Rule("L110", "padded-text", "warning", spoken.padded_text),
    Rule("C101", "too-long-speech", "warning", cost.too_long_speech),
    Rule("C102", "over-budget", "error", cost.over_budget),
    Rule("C103", "unknown-price", "info", cost.unknown_price),
    Rule("X101", "secret-in-spec", "error", execution.secret_in_spec),
    Rule("X102", "plain-http", "warning", execution.plain_http, mend_addresses.write_https),
    Rule("X103", "private-address", "warning", execution.private_address),
    Rule("X104", "short-ttl", "warning", execution.short_ttl),
)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}


def find_rules(text: str) -> list[Rule]:
    """The rules of a code, a family (`P`, `P1`) or a name; a name can belong to one rule in each family."""
    wanted = text.strip()
    by_code = [rule for rule in RULES if wanted and rule.code.startswith(wanted.upper())]
    return by_code or [rule for rule in RULES if rule.name == wanted.lower()]
