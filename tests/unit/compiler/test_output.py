"""What looks safe at first sight is safe."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from specc.compiler.output import default_file, is_plainly_safe, unsafe_because

PARTS = st.one_of(
    st.sampled_from(["con", "CON", "con.txt", "nul.a.b", "com1", "com10", "lpt9", "prn-", "aux_", "..", ".", "", " ", "a.", "-a", "_", "a" * 99, "a" * 100, "a" * 101, "x" * 241, "é", "ſ", "K", "a\n", "a:b", "~a"]),
    st.text(st.sampled_from("conaux.-_ 19/K"), max_size=9),
    st.text(max_size=5),
)


@settings(max_examples=2000, deadline=None)
@given(parts=st.lists(PARTS, min_size=1, max_size=12))
@example(["con\n"])
@example(["a" * 100] * 9)
@example(["com¹"])
def test_plainly_safe_is_safe(parts: list[str]) -> None:
    file = "/".join(parts)
    if is_plainly_safe(file):
        assert unsafe_because(file) is None
        assert file.isascii()


@settings(max_examples=500, deadline=None)
@given(key=st.one_of(PARTS, st.text(st.characters())), cell=st.dictionaries(st.just("language"), st.sampled_from(["en-US", "con"])))
def test_a_default_file_stays_in_its_folder(key: str, cell: dict[str, str]) -> None:
    file = default_file("spec", key or "k", cell)
    assert file.startswith("spec/")
    assert file.count("/") == 1
    assert ".." not in file.split("/")
    file.encode()
