"""L: languages, and whether tag, text, voice and avatar go together."""

from collections.abc import Sequence

from specc.check.rule import Wording, did_you_mean, quoted


def bad_language_tag(*, path: str, value: str, near: Sequence[str] = ()) -> Wording:
    """A language that isn't a BCP 47 tag.

    A tag is the code of a language, and often that of a country behind a
    hyphen: `en-US`, not `en_us`, `english` or `us`. The provider refuses
    others. The keys of `languages` are looked at, and the parameter that is
    a language; where a model has the provider's own list, that decides.

    Bad:

        task:
          speech: {language: en_us, voice: auto}

    Good:

        task:
          speech: {language: en-US, voice: auto}

    Source: https://www.rfc-editor.org/rfc/rfc5646 (2026-11)
    """
    where = f"a key of {quoted(path)}" if path == "languages" else quoted(path)
    return Wording(f"{where} is {quoted(value)}, which is no language tag", did_you_mean(near, "write a BCP 47 tag, such as `en-US`"))


def voice_language(*, path: str, value: str, voice_language: str, language_path: str, language: str, wanted: str) -> Wording:
    """A voice is of another language than the speech.

    An English voice reads Spanish with an English accent, or English rules.
    The language of a voice is taken from its id, which is a hint; countries
    aren't compared, and `auto` goes with any language. Where a spec of
    several languages names one voice for all of them, it is meant to stay one
    speaker, and nothing is said.

    Bad:

        task:
          speech: {language: es-ES, voice: jenny_female_english, text: Hola.}

    Good:

        task:
          speech: {language: es-ES, voice: auto, text: Hola.}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-voice (2026-11)
    """
    help = f"choose a voice of {quoted(wanted)}, or `auto`"
    return Wording(f"{quoted(path)} is {quoted(value)}, a voice of {voice_language}, and {quoted(language_path)} is {quoted(language)}", help)


def text_language(*, path: str, kind: str, found: str, language: str, wanted: str) -> Wording:
    """A text looks like another language than the one it is spoken in.

    Its letters tell: a text in Cyrillic isn't English. With the extra
    `specc[language]` its words do, if there are enough of them and there is
    hardly a doubt; languages that are easily taken for each other are left
    alone. Known texts are judged once. Of a text with values of rows, the
    known words are judged, and of the values those of 40 characters or
    more, by their letters only.

    Bad:

        task:
          speech: {language: en-US, text: "Добро пожаловать в наш новый магазин."}

    Good:

        task:
          speech: {language: ru-RU, voice: auto, text: "Добро пожаловать в наш новый магазин."}

    Source: https://cldr.unicode.org, the scripts of languages (2026-11)
    """
    looks = f"is written in {found} letters" if kind == "letters" else f"looks {found}"
    return Wording(f"{quoted(path)} {looks}, and is to be spoken in {wanted}, {quoted(language)}", f"translate the text into {wanted}, or name the language that it is in")


def untranslated(*, path: str, language: str, other: str) -> Wording:
    """A text is word for word the same in two languages.

    It was copied, and never translated: the voice of one language would read
    the text of another. Texts of fewer than five words may rightly be the
    same, and so may those of two countries with one language.

    Bad:

        languages:
          en-US: {hello: "We are glad that you are here today."}
          es-ES: {hello: "We are glad that you are here today."}
        task:
          speech: {text: "{{ language.hello }}"}

    Good:

        languages:
          en-US: {hello: "We are glad that you are here today."}
          es-ES: {hello: "Nos alegramos de que estés aquí hoy."}
        task:
          speech: {text: "{{ language.hello }}"}

    Source: specc's own advice (2026-11)
    """
    return Wording(f"{quoted(path)} is word for word the text of {quoted(other)}", f"translate it into the language of {quoted(language)}")


def gender_voice(*, path: str, value: str, gender: str, avatar_path: str, avatar: str, avatar_gender: str) -> Wording:
    """The avatar and its voice are of different genders.

    Mostly that is a slip, made when one of the two was replaced. What is
    known of a voice's and an avatar's gender comes from the form of their
    ids and from public catalogs; where nothing is known, nothing is said.

    Bad:

        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {voice: chill_brian_male_english, text: Hello.}

    Good:

        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {voice: jenny_female_english, text: Hello.}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-voice (2026-11)
    """
    return Wording(f"{quoted(path)} is {quoted(value)}, a {gender} voice, and {quoted(avatar_path)} is {quoted(avatar)}, a {avatar_gender} look", f"choose a {avatar_gender} voice, or silence this where it is meant")
