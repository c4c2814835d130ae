"""How the judging of one name grows: 1,000, 2,000 … notices of "Nguyễn Văn Hùng" in 600 districts and fifteen years. The ratio is the
processor time a notice, to that of the first row: 1.0 is linear; comparing all pairs would double it each time.

Run: python benchmarks/judging.py [LARGEST]
"""

import random
import sys
import time

from kg import link
from kg.rdf import Reference

TITLES = ["Bí thư", "Phó Bí thư", "Chủ tịch", "Phó Chủ tịch", "Ủy viên"]
KINDS = ["party_committee", "authority", "womens_union"]


def notices(count: int) -> list[Reference]:
    choice = random.Random(1)
    found = []
    for number in range(count):
        title, body = choice.choice(TITLES), f"{choice.choice(KINDS)}/D{choice.randrange(1, 600):03}"
        day = f"{choice.randrange(2010, 2025)}-{choice.randrange(1, 13):02}-15"
        key = f"{number}/{title}/{body}/{day[:4]}"
        found.append(Reference("official", key, "official/x", names=("Nguyễn Văn Hùng",), posts=((title, "", body),), start=day, end=day))
    return found


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 16_000
    count, first = 1_000, 0.0
    link.decided(notices(count))  # the reference data are read once
    while count <= largest:
        references = notices(count)
        start = time.process_time()
        _, judgements = link.decided(references)
        seconds = time.process_time() - start
        first = first or seconds
        ratio, each = seconds / first / (count / 1_000), len(judgements) / count
        print(f"{count:>7,} notices  {each:.1f} judgements each  ratio {ratio:.2f}  {seconds:.2f} s")
        count *= 2


if __name__ == "__main__":
    main()
