"""What a sentence says one directive does to another."""

from pathlib import Path

import pytest

from kg import extract, read
from kg.records import Facts

SAID = [
    ("Thực hiện Nghị quyết số 21-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương, Tỉnh ủy Bắc Ninh ban hành Kế hoạch số 95-KH/TU "
     "ngày 07/8/2022.", {("95-KH/TU", "implements", "21-NQ/TW")}),
    ("Tỉnh ủy Bắc Ninh ban hành Kế hoạch số 95-KH/TU ngày 07/8/2022 thực hiện Nghị quyết số 21-NQ/TW của Ban Chấp hành Trung ương.",
     {("95-KH/TU", "implements", "21-NQ/TW")}),
    ("Ban Thường vụ Tỉnh ủy đã ban hành Chỉ thị số 12-CT/TU về việc triển khai thực hiện Chỉ thị số 33-CT/TW của Ban Bí thư.",
     {("12-CT/TU", "implements", "33-CT/TW")}),
    ("Căn cứ Quy định số 45-QĐ/TW, Ban Thường vụ Tỉnh ủy ban hành Hướng dẫn số 03-HD/TU ngày 05/3/2019.",
     {("03-HD/TU", "based_on", "45-QĐ/TW")}),
    ("Kế hoạch số 57-KH/TU ngày 14/10/2021 được ban hành trên cơ sở Nghị quyết số 09-NQ/TU của Tỉnh ủy.",
     {("57-KH/TU", "based_on", "09-NQ/TU")}),
    ("Quyết định số 1193-QĐ/TU ngày 18/11/2024 thay thế Quyết định số 1415-QĐ/TU ngày 24/02/2020 của Ban Thường vụ Tỉnh ủy.",
     {("1193-QĐ/TU", "replaces", "1415-QĐ/TU")}),
    ("Quy định số 22-QĐ/TU bãi bỏ Quy định số 11-QĐ/TU ngày 02/3/2018.", {("22-QĐ/TU", "replaces", "11-QĐ/TU")}),
    ("Ban Thường vụ Tỉnh ủy ban hành Quy định số 08-QĐ/TU sửa đổi, bổ sung Quy định số 02-QĐ/TU ngày 10/5/2021.",
     {("08-QĐ/TU", "amends", "02-QĐ/TU")}),
    ("Ban Thường vụ Tỉnh ủy ban hành Kết luận số 67-KL/TU ngày 10/7/2020 về tiếp tục thực hiện Nghị quyết số 09-NQ/TU.",
     {("67-KL/TU", "continues", "09-NQ/TU")}),
    ("Tiếp tục thực hiện Nghị quyết số 22-NQ/TU ngày 06/3/2018, Ban Thường vụ Tỉnh ủy ban hành Kết luận số 598-KL/TU ngày 15/6/2022.",
     {("598-KL/TU", "continues", "22-NQ/TU")}),
    ("Thực hiện Chỉ thị số 33-CT/TW, Huyện ủy Yên Phong xây dựng Kế hoạch số 41-KH/HU ngày 12/5/2019.",
     {("41-KH/HU", "implements", "33-CT/TW")}),
    ("Cụ thể hóa Nghị quyết số 10-NQ/TW ngày 03/6/2017, Tỉnh ủy ban hành Chương trình hành động số 43-CTr/TU ngày 09/4/2018.",
     {("43-CTr/TU", "implements", "10-NQ/TW")}),
    ("Để triển khai Nghị quyết số 12-NQ/TU ngày 16/8/2021 của Tỉnh ủy, Huyện ủy Gia Bình đã ra Nghị quyết số 05-NQ/HU.",
     {("05-NQ/HU", "implements", "12-NQ/TU")}),
    ("Nghị quyết số 28-NQ/TU được ban hành nhằm cụ thể hóa Nghị quyết số 21-NQ/TW ngày 16/6/2022.",
     {("28-NQ/TU", "implements", "21-NQ/TW")}),
    ("Theo tinh thần Chỉ thị số 07-CT/TW, Ban Thường vụ Tỉnh ủy đã ban hành Đề án số 09-ĐA/TU ngày 25/10/2018.",
     {("09-ĐA/TU", "based_on", "07-CT/TW")}),
    ("Thực hiện Nghị quyết số 21-NQ/TW và Chỉ thị số 33-CT/TW, Tỉnh ủy ban hành Kế hoạch số 95-KH/TU ngày 07/8/2022.",
     {("95-KH/TU", "implements", "21-NQ/TW"), ("95-KH/TU", "implements", "33-CT/TW")}),
    # What is named beside another does nothing to it.
    ("Ban hành kèm theo Quyết định số 1193-QĐ/TU là Kế hoạch số 95-KH/TU.", set()),
    ("Cùng với Nghị quyết số 21-NQ/TW, Nghị quyết số 22-NQ/TU ngày 06/3/2018 được quán triệt đến các chi bộ.", set()),
    ("Hội nghị quán triệt Nghị quyết số 21-NQ/TW, Chỉ thị số 33-CT/TW và triển khai Kế hoạch số 95-KH/TU.", set()),
    ("Sau 5 năm thực hiện Nghị quyết số 09-NQ/TU và Kế hoạch số 57-KH/TU, toàn tỉnh kết nạp 120 đảng viên.", set()),
    ("Ban Thường vụ Tỉnh ủy chỉ đạo thực hiện Chỉ thị số 33-CT/TW; Liên đoàn Lao động tỉnh ban hành Kế hoạch số 41/KH-LĐLĐ.", set()),
]  # fmt: skip


def facts(folder: Path, sentence: str) -> Facts:
    path = folder / "a.txt"
    path.write_text(f"Báo Bắc Ninh\n\n(BNP) - {sentence}\n", encoding="utf-8")
    (document,) = read.documents([str(path)])
    assert not isinstance(document, read.Failure)
    return extract.facts(document)


@pytest.mark.parametrize(("sentence", "expected"), SAID, ids=[sentence[:50] for sentence, _ in SAID])
def test_what_one_does_to_another(tmp_path: Path, sentence: str, expected: set[tuple[str, str, str]]) -> None:
    found = facts(tmp_path, sentence)
    assert {(one.number, relation.type, relation.number) for one in found.directives for relation in one.relations} == expected


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("Nghị quyết Trung ương 4 khóa XII được học tập ở các chi bộ.", "Trung ương 4@TW@XII"),
        ("Nghị quyết Trung ương 4 khóa XI, XII được học tập ở các chi bộ.", "Trung ương 4@TW"),
        ("Chỉ thị số 07-CT/TW của Bộ Chính trị (khóa VIII) được triển khai.", "07-CT/TW@TW@VIII"),
        ("Nghị quyết số 21-NQ/TW ngày 16/6/2022 khóa XIII được triển khai.", "21-NQ/TW@TW@2022-06-16"),
        ("Liên đoàn Lao động tỉnh Bắc Ninh triển khai Kế hoạch số 41/KH-LĐLĐ ngày 15/2/2022.", "41/KH-LĐLĐ@P27-legacy@2022-02-15"),
    ],
)
def test_whose_and_of_when_it_is(tmp_path: Path, sentence: str, key: str) -> None:
    assert [one.key for one in facts(tmp_path, sentence).directives] == [key]
