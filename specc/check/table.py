"""RULES: every rule there is, in one literal. Codes and names are for ever."""

from functools import partial
from importlib import import_module

from specc.base.fault import Fault
from specc.base.fix import Fix
from specc.check.rule import Mend, Rule, Setting
from specc.check.rulebook import Rulebook
from specc.check.rules import (
    advice,
    advice_picture,
    comments,
    cost,
    data,
    execution,
    hygiene,
    language,
    matrix,
    media,
    policy,
    provider,
    provider_across,
    provider_numbers,
    settings,
    spoken,
    structure,
    syntax,
    unused,
    variables,
)


def _mend(function: str) -> Mend:
    """A function of `specc.check.mending`, whose module is loaded when there is something to mend."""
    return partial(_mended, function)


def _mended(function: str, fault: Fault, setting: Setting) -> Fix | None:
    module, _, name = function.partition(".")
    fix: Fix | None = getattr(import_module(f"specc.check.mending.{module}"), name)(fault, setting)
    return fix


RULES: tuple[Rule, ...] = (
    Rule("S101", "yaml-syntax", "error", syntax.yaml_syntax),
    Rule("S102", "duplicate-key", "error", syntax.duplicate_key),
    Rule("S103", "unquoted-template", "error", syntax.unquoted_template, _mend("structure.quote_template")),
    Rule("S104", "unknown-key", "error", structure.unknown_key, _mend("structure.rename_key")),
    Rule("S105", "missing-key", "error", structure.missing_key),
    Rule("S106", "wrong-type", "error", structure.wrong_type),
    Rule("S107", "unsupported-version", "error", structure.unsupported_version, _mend("structure.write_version")),
    Rule("S108", "unknown-model", "error", structure.unknown_model, _mend("structure.choose_model")),
    Rule("S109", "broken-extends", "error", structure.broken_extends),
    Rule("S110", "yaml-1.1-habit", "warning", syntax.yaml_1_1_habit, _mend("structure.quote_habit")),
    Rule("S111", "unused-ignore", "warning", comments.unused_ignore, _mend("comments.remove_ignore")),
    Rule("S112", "too-large", "error", syntax.too_large),
    Rule("S113", "missing-media", "error", media.missing_media, _mend("provider.choose_file")),
    Rule("S114", "expired-ignore", "warning", comments.expired_ignore),
    Rule("S115", "broken-ignore", "warning", comments.broken_ignore, _mend("comments.rename_rule")),
    Rule("S116", "unknown-setting", "error", settings.unknown_setting, _mend("settings.rename_setting")),
    Rule("S117", "wrong-setting", "error", settings.wrong_setting, _mend("settings.correct_setting")),
    Rule("S118", "toml-syntax", "error", settings.toml_syntax),
    Rule("S119", "cut-short", "warning", syntax.cut_short, _mend("structure.quote_whole")),
    Rule("V101", "undefined-variable", "error", variables.undefined_variable, _mend("templates.rename_variable")),
    Rule("V102", "template-syntax", "error", variables.template_syntax),
    Rule("V103", "unknown-filter", "error", variables.unknown_filter, _mend("templates.rename_operation")),
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
    Rule("M108", "doubled-ending", "warning", matrix.doubled_ending, _mend("structure.drop_ending")),
    Rule("D101", "unreadable-audience", "error", data.unreadable_audience),
    Rule("D102", "missing-column", "error", data.missing_column, _mend("templates.rename_column")),
    Rule("D103", "column-type", "error", data.column_type),
    Rule("D104", "column-limit", "error", data.column_limit),
    Rule("D105", "duplicate-row-key", "error", data.duplicate_row_key),
    Rule("D106", "empty-row-key", "error", data.empty_row_key),
    Rule("D107", "ragged-row", "error", data.ragged_row),
    Rule("D108", "header-hygiene", "warning", hygiene.header_hygiene),
    Rule("D109", "unknown-language", "error", data.unknown_language),
    Rule("D110", "duplicate-video", "warning", hygiene.duplicate_video),
    Rule("D111", "unused-column", "info", unused.unused_column),
    Rule("P101", "unknown-parameter", "error", provider.unknown_parameter, _mend("provider.rename_parameter")),
    Rule("P102", "missing-parameter", "error", provider.missing_parameter),
    Rule("P103", "wrong-type", "error", provider.wrong_type, _mend("provider.write_type")),
    Rule("P104", "below-minimum", "error", provider_numbers.below_minimum),
    Rule("P105", "above-maximum", "error", provider_numbers.above_maximum),
    Rule("P106", "off-step", "error", provider_numbers.off_step, _mend("provider.nearest_step")),
    Rule("P107", "not-allowed", "error", provider.not_allowed, _mend("provider.write_allowed")),
    Rule("P108", "too-short", "error", provider.too_short),
    Rule("P109", "too-long", "error", provider.too_long),
    Rule("P110", "bad-format", "error", provider.bad_format),
    Rule("P111", "unpaired-size", "error", provider_across.unpaired_size, _mend("sizes.complete_size")),
    Rule("P112", "size-and-resolution", "error", provider_across.size_and_resolution),
    Rule("P113", "speech-and-audio", "error", provider_across.speech_and_audio),
    Rule("P114", "speech-without-text", "error", provider_across.speech_without_text),
    Rule("P115", "ttl-without-url", "error", provider_across.ttl_without_url),
    Rule("P116", "unknown-id", "warning", provider_across.unknown_id, _mend("provider.choose_id")),
    Rule("P117", "unfit-media", "warning", media.unfit_media),
    Rule("P118", "against-policy", "error", policy.against_policy),
    Rule("A101", "background-not-replaced", "warning", advice_picture.background_not_replaced, _mend("advice.take_advice")),
    Rule("A102", "background-hidden", "warning", advice_picture.background_hidden, _mend("advice.take_advice")),
    Rule("A103", "two-backgrounds", "warning", advice_picture.two_backgrounds),
    Rule("A104", "portrait-without-cover", "warning", advice_picture.portrait_without_cover, _mend("advice.take_advice")),
    Rule("A105", "unusual-canvas", "warning", advice_picture.unusual_canvas),
    Rule("A106", "caption-with-audio", "warning", advice_picture.caption_with_audio),
    Rule("A107", "webm-with-background", "warning", advice_picture.webm_with_background),
    Rule("A108", "voice-left-open", "warning", advice.voice_left_open),
    Rule("A109", "extreme-pitch", "warning", advice.extreme_pitch),
    Rule("A110", "upload-overwritten", "warning", advice.upload_overwritten),
    Rule("A111", "paid-variations", "warning", advice.paid_variations),
    Rule("A112", "safety-contradiction", "warning", advice.safety_contradiction),
    Rule("A113", "speech-tuning-without-speech", "warning", advice.speech_tuning_without_speech),
    Rule("A114", "avatar-not-for-model", "warning", advice_picture.avatar_not_for_model),
    Rule("L101", "bad-language-tag", "error", language.bad_language_tag, _mend("language.write_tag")),
    Rule("L102", "voice-language", "warning", language.voice_language),
    Rule("L103", "text-language", "warning", language.text_language),
    Rule("L107", "untranslated", "warning", language.untranslated),
    Rule("L108", "unspeakable", "warning", spoken.unspeakable, _mend("spoken.drop_inaudible")),
    Rule("L109", "gender-voice", "warning", language.gender_voice),
    Rule("L110", "padded-text", "warning", spoken.padded_text, _mend("spoken.strip_text")),
    Rule("C101", "too-long-speech", "warning", cost.too_long_speech),
    Rule("C102", "over-budget", "error", cost.over_budget),
    Rule("C103", "unknown-price", "info", cost.unknown_price),
    Rule("X101", "secret-in-spec", "error", execution.secret_in_spec),
    Rule("X102", "plain-http", "warning", execution.plain_http, _mend("addresses.write_https")),
    Rule("X103", "private-address", "warning", execution.private_address),
    Rule("X104", "short-ttl", "warning", execution.short_ttl),
)

OURS = Rulebook(RULES)
BY_CODE = OURS.by_code
