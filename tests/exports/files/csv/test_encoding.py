from __future__ import annotations

import pytest

from mentorstats.exports.files.csv.encoding import decode


def text(data: bytes) -> str:
    decoded = decode(data)
    assert decoded is not None
    return decoded.data.decode("utf-8")


def test_lines_of_two_encodings_keep_their_names_and_are_counted():
    names = ["José Álvarez", "Zoë Müller", "Ana", "Renée", "Søren"]
    data = b"".join(f"{name}\n".encode("cp1252" if name == "Renée" else "utf-8") for name in names)
    decoded = decode(data)
    assert decoded is not None
    assert decoded.data.decode("utf-8").splitlines() == names
    assert (decoded.encoding, decoded.strays) == ("UTF-8", 1)


@pytest.mark.parametrize("share", [1, 5, 30, 59])
def test_it_does_not_matter_which_encoding_most_lines_have(share):
    names = [f"Zoë Müller {n}" for n in range(60)]
    data = b"\r\n".join(name.encode("cp1252" if n < share else "utf-8") for n, name in enumerate(names))
    assert text(data).splitlines() == names


@pytest.mark.parametrize(
    "words", ["Größe", "Ré", "5 € – 6 €", "Spaß–los", "JÖ€RG", "naïve café’s", "Çà et là", "Ünal Öz"]
)
def test_text_in_cp1252_stays_cp1252_although_a_pair_of_its_bytes_could_be_another_character(words):
    text = f"id;name\n1;{words}\n2;René\n"
    decoded = decode(text.encode("cp1252"))
    assert decoded is not None
    assert (decoded.encoding, decoded.strays) == ("cp1252", 0)
    assert decoded.data.decode("utf-8") == text


@pytest.mark.parametrize("words", ["Анна Каренина", "Ελένη Παππά", "佐藤 花子", "Łukasz Żółw", "नेहा"])
def test_other_alphabets_in_utf8_survive_a_line_of_cp1252(words):
    assert text(f"{words}\n{words}\n".encode() + "Renée\n".encode("cp1252")).splitlines() == [words, words, "Renée"]


def test_a_damaged_byte_within_a_line_of_utf8_is_that_byte_alone():
    data = "Zoë Müller, José Álvarez, ".encode() + b"Ren\xe9\n"
    assert text(data) == "Zoë Müller, José Álvarez, René\n"


def test_controls_that_no_text_has_are_the_punctuation_of_cp1252():
    decoded = decode("O\x92Neil said \x93yes\x94 \x96 twice\n".encode())
    assert decoded is not None
    assert decoded.data.decode() == "O’Neil said “yes” – twice\n"
    assert (decoded.encoding, decoded.controls) == ("UTF-8", 4)


def test_controls_that_cp1252_does_not_have_either_stay():
    decoded = decode("a\x81b\n".encode())
    assert decoded is not None
    assert (decoded.data.decode(), decoded.controls) == ("a\x81b\n", 0)


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 50, bytes(range(1, 32)) * 5, b"\x7fELF\x02\x01\x01" + b"\0" * 300])
def test_bytes_that_are_no_text_are_none(data):
    assert decode(data) is None
