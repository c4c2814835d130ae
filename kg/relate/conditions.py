"""Conditions that a rule's pattern cannot say: what must, and must not, stand around a match."""

from kg import lexicon, patterns
from kg.lexicon import affixes, context
from kg.recognise import Reading
from kg.relate.claim import State
from kg.relate.rules import Found
from kg.relate.words import (
    chained,
    counts_else,
    figure_in,
    founds,
    indicator_table,
    noun_is,
    pair_of,
    plan_before,
    ranks,
    says_done,
    sort_of,
)

# Of a plan nobody is this far ahead in percent; a share of the whole often is.
_A_SHARE = 40


def fits(found: Found, reading: Reading, state: State) -> bool:
    """Conditions on the words around a match that do not depend on what stood before in the text."""
    needs, match, tokens = found.rule.needs, found.match, reading.tokens
    # "được giao chỉ tiêu, đã thành lập được 174": what is done is no plan.
    done = any(
        t.text in context("already") or (t.kind == "VERB" and t.text.endswith(affixes("got"))) for t in tokens[match.first : match.last]
    )
    if done and any(t.kind == "QUALIFIER" and t.value == "at_least" for t in tokens[match.first : match.last]):
        done = any(
            t.text in context("already") for t in tokens[match.first : match.last]
        )  # "phấn đấu thành lập được ít nhất 18 tổ chức đảng"
    if (
        found.range("planned")
        and done
        and found.rule.reads == "claim"
        and not any(found.range(name) for name in ("zero", "achieved", "percent"))
    ):
        return False
    if found.rule.id == "plan-of-noun" and any(
        t.kind == "EACH" and t.value == "each" for t in tokens[max(0, match.first - 2) : match.last]
    ):
        return False
    if found.rule.id == "noun-is-given" and tokens[match.last - 1].kind == "NOUN" and tokens[match.last - 1].value == "unit":
        return False  # "nhân sự, yêu cầu 4 nơi làm lại quy trình": places are counted
    if found.rule.same:
        nouns = [tokens[i].value for name in ("noun", "same") for a, b in patterns.slots(match, name) for i in range(a, b)]
        if len(nouns) < 2 or sort_of(str(nouns[0])) != sort_of(str(nouns[-1])):
            return False
    if (
        found.rule.reads in ("item", "claim", "continues")
        and match.last < len(tokens)
        and tokens[match.last - 1].kind in ("NUMBER", "RATIO")
        and match.last - 1 in found.taken
    ):
        after = tokens[match.last]
        if (after.kind == "NAME" and not after.text[0].isupper()) or (
            after.kind == "WORD" and after.text not in lexicon.table("numbers")["after"]["words"]
        ):
            # "quyết định 16/21 hồ sơ", "3/4 số DN", "được giao 12 nhiệm vụ": something that is not counted here.
            return False
        if (after.kind == "LEVEL" or (after.kind == "NOUN" and after.value == "unit")) and not found.range("noun2"):
            return False  # "yêu cầu 4 nơi làm lại quy trình": places are counted
    if found.rule.id == "stock" and match.first and tokens[match.first - 1].kind == "ORG" and state.mode == "new" and found.range("noun"):
        a, _ = found.range("noun") or (0, 0)
        if (
            str(tokens[a].value) == state.noun
            and tokens[match.first - 1].value != "cell"
            and any(t.kind == "VERB" and t.value == "gather" for t in tokens[match.first : a])
            and ranks(tokens[: match.first - 1])
        ):
            return False  # "Đứng đầu là Đảng bộ huyện Sơn Dương với 96 đảng viên, …": of those admitted
    if found.rule.id == "stock" and (span := found.range("noun")) is not None:
        what = str(tokens[span[0]].value)
        gathers = tokens[match.first].value == "gather"
        if what == "party_member" and tokens[span[0]].text.lower().endswith(" mới"):
            return False  # "là điểm sáng với 48 đảng viên mới": those admitted
        if what == "training_class" and not any(t.kind == "VERB" and t.value == "train" for t in tokens):
            return False  # "toàn tỉnh có 560 trường với 6.412 lớp"
        if gathers and any(t.text in context("takes_part") for t in tokens[match.last : match.last + 9]):
            return False  # "thu hút 14.870 đoàn viên, hội viên tham gia"
        if gathers and what == "enterprise" and tokens[match.first].text.lower() in context("with"):
            return False  # "làm việc với 2 doanh nghiệp"
        if what == "party_organisation" and any(
            t.kind in ("VERB", "NEG") and t.value in ("admit", "not") for t in tokens[match.last : match.last + 5]
        ):
            return False  # "có 11 chi bộ cả nhiệm kỳ chỉ kết nạp được 1 người": those that did so
        if gathers and (what.endswith("_member") or what == "person") and counts_else(tokens, match.first):
            return False  # "thành lập 14 đội hình tình nguyện với 210 đoàn viên"
    if found.rule.id == "number-noun-passive" and any(
        t.text in context("not_yet") for t in tokens[match.first : match.last] if t.kind == "WORD"
    ):
        return False  # "hai công nhân đang hoàn thiện hồ sơ xin vào Đảng"
    if found.rule.id == "verb-number-noun" and any(tokens[i].kind == "RANGE" for i in found.taken):
        people = any(tokens[a].value in ("candidate", "person") for a, _ in patterns.slots(match, "noun"))
        if people and not state.planning and not any(t.kind in ("PLAN", "ASSIGN") for t in tokens):
            return False  # "năm nào cũng kết nạp từ 5 đến 7 công nhân ưu tú"
    if found.rule.id in ("plan-number-but-done", "year-is-number") and (span := found.range("achieved")) is not None:
        since = (found.range("planned") or (match.first, match.first))[1]
        between = tokens[since : span[0]]
        did = any(t.kind in ("IS", "REACH") or (t.kind, t.value) == ("VERB", "do") for t in between)
        if not did and not any(t.text in context("but_done") or t.text.endswith(affixes("got")) for t in between):
            return False
        counts = [sort_of(str(tokens[a].value))[1] for a, _ in patterns.slots(match, "noun") if tokens[a].value in indicator_table("of")]
        if len(set(counts)) > 1:
            return False
    if found.rule.id == "plan-verb-number" and any(t.kind == "STATUS" for t in tokens[max(0, match.first - 2) : match.first]):
        return False  # "chưa hoàn thành kế hoạch là Đảng bộ huyện Tam Đảo kết nạp 86 đảng viên"
    if found.rule.id == "growth-plain" and any(t.kind == "PLAN" for t in tokens[match.last : match.last + 3]):
        return False  # "thành lập 3 chi bộ, tăng 1 chi bộ so với chỉ tiêu"
    if found.rule.id == "body-ratio":
        last = tokens[match.last] if match.last - 1 in found.taken and match.last < len(tokens) else tokens[match.last - 1]
        if last.kind == "LEVEL" or (last.kind, last.value) == ("NOUN", "unit"):
            return False  # "Hội LHPN 9/9 huyện, thành phố"
    if found.rule.id == "number-noun-passive" and match.last < len(tokens) and tokens[match.last].kind in ("NUMBER", "RATIO"):
        return False  # "có 12 quần chúng ưu tú nhưng mới kết nạp được 2 đồng chí"
    if found.rule.id == "enterprises-in-all" and any(t.text.lower() in context("among") for t in tokens[match.first : match.last]):
        return False  # "Trong số 168 doanh nghiệp …": of those told before
    if found.rule.id == "there-are" and any(t.kind == "VERB" and t.value == "found" for t in tokens[: match.first]):
        return False  # "thành lập 31 CĐCS, 42 chi hội thanh niên với 3.110 đoàn viên"
    if found.rule.id == "body-none" and any((t.kind, t.value) == ("VERB", "do") for t in tokens[match.first : match.last]):
        if not any(t.kind == "NOUN" or t.value == "nobody" for t in tokens[match.first : match.last]):
            return False  # "Ban Thường vụ không theo kiểu làm phong trào"
    if found.rule.id == "units-met" and any(t.kind == "VERB" and t.value == "found" for t in tokens[max(0, match.first - 2) : match.first]):
        return False  # "thành lập mới 1 chi bộ, hoàn thành chỉ tiêu năm"
    if found.rule.id == "noun-is-given" and not any(c.isdigit() for i in found.taken for c in tokens[i].text):
        return False  # "đảng viên, chỉ cần một người"
    if found.rule.id == "new-members-in-all" and any(t.text in context("among") for t in tokens[match.first : match.last]):
        return False  # "trong số 97 đảng viên mới": of those told before
    if (
        found.rule.id == "body-is-given"
        and tokens[match.first - 1 : match.first]
        and [t.text for t in tokens[max(0, match.first - 2) : match.first]] == ["trong", "khi"]
    ):
        return False  # "trong khi Tỉnh ủy đề ra 1.300": who gives
    if found.rule.id == "percent-of-plan" and any(t.kind == "SHARE" for t in tokens[max(0, match.first - 6) : match.first]):
        return False  # "kết nạp 1.000 đảng viên, tỷ lệ đảng viên người Khmer đạt 38%"
    if found.rule.id == "then-none" and tokens[match.first].text == ";":
        return False  # "phấn đấu kết nạp 30 đảng viên; không còn chi bộ nào không kết nạp được đảng viên"
    if found.rule.id == "then-done" and tokens[match.first].text == ";" and not says_done(tokens, found):
        return False  # "mỗi huyện thành lập ít nhất 2 tổ chức đảng; toàn tỉnh thành lập thêm 30 tổ chức"
    if found.rule.id == "stock" and found.range("achieved"):
        a, _ = found.range("achieved") or (0, 0)
        first = tokens[a]
        if not any(c.isdigit() for c in first.text) or any(
            t.kind == "QUALIFIER" and t.value in ("at_least", "at_most") for t in tokens[match.first : a]
        ):
            return False  # "có ba đảng viên", "có từ 03 đảng viên chính thức trở lên": sizes, not counts
    if (
        found.range("ratio")
        and match.last < len(tokens)
        and tokens[match.last].kind == "PLAN"
        and any(t.kind == "VERB" and t.value == "have" for t in tokens[match.first : match.last])
    ):
        return False  # "có 18/20 chỉ tiêu đạt": targets are what is counted
    if found.rule.id == "ratio-of-noun-rated-good" and (span := found.range("share")) is not None:
        one, of = pair_of(figure_in(tokens, found.range("counted"), ("RATIO",))) or (0, 0)
        share = figure_in(tokens, (span[0], span[1]), ("PERCENT",))
        return isinstance(share, int | float) and bool(of) and abs(100 * float(one) / float(of) - float(share)) < 1
    if (
        found.rule.id == "plan-verb-number"
        and tokens[match.first].text in context("must")
        and any(t.text == ":" for t in tokens[match.first : match.last])
    ):
        return False  # "các đoàn thể phải đi trước: LĐLĐ tỉnh nửa năm lập 29 CĐCS"
    if found.rule.id == "new-by-name" and (
        not any(c.isdigit() for c in tokens[min(found.taken)].text)
        or any(t.text.lower() in context("among") for t in tokens[max(0, match.first - 1) : match.first])
    ):
        return False  # "trong số 97 đảng viên mới": of those told before
    if (
        found.rule.id == "plan-of-noun"
        and noun_is(tokens, found, "person")
        and not any(c.isdigit() for i in found.taken for c in tokens[i].text)
    ):
        return False  # "nơi nào cũng cần một người"
    if found.rule.id == "verb-number-noun" and noun_is(tokens, found, "party_member", "candidate") and founds(tokens, found):
        return False  # "ra quyết định thành lập xong thì 2 đảng viên …"
    if (
        found.rule.id == "chain"
        and noun_is(tokens, found, "person")
        and any(t.text.lower() in context("workers") for t in tokens[match.first : match.last])
    ):
        return False  # "trong đó có 22 chủ doanh nghiệp và 318 công nhân"
    if found.rule.id == "verb-noun-number" and any(t.text in context("at") for t in tokens[match.first : match.last]):
        return False
    noun = found.range("noun")
    if (same := found.range("same")) and noun and not found.rule.same:
        counted, again = sort_of(str(tokens[noun[0]].value)), sort_of(str(tokens[same[0]].value))
        if again[0] and counted != again:
            return False
    if (
        (orgs := found.range("orgs"))
        and all(t.kind == "NAME" and " " not in t.text for t in tokens[orgs[0] : orgs[1]] if t.kind not in ("PUNCT", "AND"))
        and orgs[1] > orgs[0]
    ):
        # "…được kết nạp Đảng, đạt 107,2% kế hoạch": one capital is no body.
        return False
    if found.rule.id == "says-exceeded-by-share" and (span := found.range("figure")) is not None:
        over, aim = tokens[span[0]].value, next((i for i in range(match.first, match.last) if tokens[i].kind == "PLAN"), span[1])
        if aim < span[0] and isinstance(over, int | float) and over >= _A_SHARE:
            return False  # "đạt 93,4%, vượt mục tiêu 90%": the aim, and not by how much
    if found.rule.id == "noun-is-given":
        if match.first and tokens[match.first - 1].kind in ("NUMBER", "RATIO"):
            return False  # "kết nạp 17 đảng viên trong khi được giao 25": the noun is of the result
        asked = next((i for i in range(match.first, match.last) if tokens[i].kind == "ASSIGN"), None)
        if asked is not None and tokens[asked].text in context("must") and tokens[asked + 1].kind == "WORD":
            return False  # "trước muốn họp chi bộ phải đi 18 km"
    if found.rule.id == "number-noun-passive" and noun_is(tokens, found, "party_member") and founds(tokens, found):
        return False  # "chi bộ với 6 đảng viên đã ra mắt"
    if (
        found.rule.id == "body-number-alone"
        and tokens[match.first].value == "cell"
        and any(t.text == "(" for t in tokens[match.first : match.last])
    ):
        return False  # "Chi bộ Công ty CP Dệt may Bảy Hiền (24 đảng viên)": how many it has
    if found.rule.id == "body-percent" and match.first and tokens[match.first - 1].text in context("not_the_doer"):
        if any(t.text == "," for t in tokens[match.first : match.last]):
            return False  # "tại các đơn vị thuộc Đảng bộ Đại học Huế, đạt 79,4% chỉ tiêu"
    if found.rule.id == "new-members-in-all" and any(
        (t.kind, t.value) == ("QUALIFIER", "at_least") for t in tokens[match.first : match.last]
    ):
        return False  # "chi bộ nào cũng phải có thêm ít nhất một đảng viên"
    if found.rule.id == "stock" and match.last < len(tokens) and tokens[match.last].kind == "VERB" and tokens[match.last].value == "found":
        return False  # "với 5 chi bộ ra mắt": those founded
    if found.rule.id in ("plan-of-stock", "chain-ratio") and noun_is(tokens, found, "enterprise"):
        return False  # "đến năm 2025 có 45 doanh nghiệp có tổ chức đảng", "97/2.140 doanh nghiệp đã có tổ chức đảng"
    if found.rule.id == "body-verb-number" and noun_is(tokens, found, "person") and (span := found.range("verb")) is not None:
        if tokens[span[0]].text.lower() in context("more") and tokens[span[0] - 1].kind == "WORD":
            return False  # "vận động thêm 512 công nhân"
    if found.rule.id == "new-by-name" and any(t.kind == "PLAN" for t in tokens[max(0, match.first - 4) : match.first]):
        return False  # "chỉ tiêu năm là 300 đoàn viên mới"
    if found.rule.id == "plan-is-number" and match.first and tokens[match.first - 1].kind == "STATUS":
        return False  # "không hoàn thành chỉ tiêu kết nạp: 6 đảng viên, thiếu 4"
    if found.rule.id in ("so-many-cards", "cards-so-many"):
        if not any(c.family == "party" and c.mode != "units" for c in state.claims) and not any("đảng" in t.text.lower() for t in tokens):
            return False  # "cấp mới 512 thẻ an toàn tiêm chủng"
    if needs == "new-word":
        if noun and tokens[noun[0]].value in ("person", "organisation", "unit", "candidate"):
            return False
        # From the verb on: "ra mới có hai đảng viên" says "only".
        said = [t.text for t in tokens[match.first : match.last + 1]]
        while said and tokens[match.last + 1 - len(said)].kind in ("WORD", "PERIOD", "PUNCT"):
            said.pop(0)
        return any(word == "mới" or "thêm" in word or word.endswith(" mới") for word in said)
    if needs == "noun-says-new":
        trained = any(
            t.kind == "VERB" and t.value in ("train", "inspect", "discipline", "transfer", "card", "confirm")
            for t in tokens[max(0, match.first - 6) : match.first]
        )
        return noun is not None and tokens[noun[0]].text.lower().endswith(" mới") and not trained
    if found.rule.id == "number-noun-passive" and noun:
        verb = found.range("verb") or (0, 0)
        between = tokens[noun[1] : verb[0]]
        active = (str(tokens[verb[0]].value) == "found" and tokens[verb[0]].text.lower() in context("founds")) or tokens[
            verb[0]
        ].text.lower().startswith(affixes("admits"))
        if active and not any(t.kind == "ORG" or t.text in context("passive") for t in between):
            return False
    if (
        (verb_at := found.range("verb"))
        and tokens[verb_at[0]].text.lower() in context("more")
        and verb_at[0]
        and tokens[verb_at[0] - 1].kind == "VERB"
    ):
        return tokens[verb_at[0] - 1].value in ("found", "admit", "have")  # "giới thiệu thêm ba người" founds nothing
    if found.rule.id == "given-and-done":
        if any(t.kind in ("EXCEED", "SHORT") for t in tokens[max(0, match.first - 4) : match.last]):
            return False
        nouns = [str(tokens[i].value) for name in ("noun", "same") for a, b in patterns.slots(match, name) for i in range(a, b)]
        if len({sort_of(n) for n in nouns if n in indicator_table("of")}) > 1:
            return False
    if needs == "part":
        words = {t.text for t in tokens[max(0, match.first - 3) : match.last + 2]} | {
            str(t.value) for t in tokens[max(0, match.first - 3) : match.last]
        }
        return "part" in words and any("mới" in t.text for t in tokens[match.first : match.last + 1])
    if needs == "of-members":
        return any(
            "tổng số" in t.text or (t.kind == "WHOLE" and "số" in t.text) or "nhiệm kỳ" in t.text
            for t in tokens[match.first : match.last + 3]
        )
    if needs == "counted":
        a, b = found.range("noun") or (0, 0)
        return b > a or (verb_at is not None and str(tokens[verb_at[0]].value) in indicator_table("default"))
    if needs == "number-word":
        return tokens[match.first].text in context("number_of") and not any(
            t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in tokens[match.first : match.last]
        )
    if found.rule.id == "noun-is-number" and any(t.text == "," for t in tokens[match.first : match.last]):
        if (
            match.first == 0
            or tokens[match.first - 1].text not in context("number_of")
            or any(t.kind == "PLAN" for t in tokens[match.first : match.last])
        ):
            return False
    if found.rule.id == "stock" and any(t.kind == "ASSIGN" or t.text in context("still_to") for t in tokens[match.last : match.last + 2]):
        return False  # "với 213 đảng viên còn phải kết nạp"
    if needs == "members-before":
        word = tokens[match.first].text
        before = tokens[: match.first]
        return (
            word in context("in_which")
            and any(t.kind == "VERB" and t.value in ("total", "have", "gather") for t in before)
            and not any(t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in before)
        )
    if needs == "chain":
        return chained(tokens, match.first)
    if needs == "chain-of-new":
        return any(t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in tokens[: match.first])
    if needs == "chain-of-members":
        return any(t.kind == "NOUN" and sort_of(str(t.value)) == ("party", "person") for t in tokens[: match.first])
    if needs == "nothing-new-before":
        before = tokens[: match.first]
        return not any(
            t.kind in ("PLAN", "ASSIGN", "STATUS") or (t.kind == "VERB" and t.value in ("found", "admit", "grow")) for t in before
        )
    if needs == "now":
        return any(t.text.split()[-1] in context("now") for t in tokens[match.first : match.last]) and not any(
            t.kind == "VERB" and t.value in ("admit", "found", "grow") for t in tokens[match.first : match.last]
        )
    if needs == "against":
        return any(t.text in context("against") for t in tokens[match.first : match.last] if t.kind == "WORD")
    if needs == "of-all":
        return any(t.text.endswith(affixes("of_all")) for t in tokens[match.first : match.first + 1])
    if needs == "to-fulfil":
        return any(t.kind == "ASSIGN" or t.text in context("in_order_to") for t in tokens[max(0, match.first - 2) : match.first + 1])
    if needs == "plan-before":
        reached = any(t.kind == "REACH" for t in tokens[match.last : match.last + 2])
        return plan_before(tokens, match.first) and not done and not reached
    if needs == "plan-in-sentence-before":
        plan = state.claims[-1] if state.claims else None
        printed = found.range("noun")
        if plan is not None and printed and sort_of(plan.noun)[1] != str(reading.tokens[printed[0]].value):
            return False
        return (
            plan is not None
            and plan.planned is not None
            and plan.achieved is None
            and plan.percent is None
            and plan.mode == "new"
            and not plan.item
        )
    if needs == "adds-up":
        pair, share = found.range("ratio"), found.range("percent")
        done_of = pair_of(figure_in(tokens, pair, ("RATIO",)))
        of_it = figure_in(tokens, share, ("PERCENT",))
        return bool(done_of and done_of[1] and isinstance(of_it, int | float) and abs(100 * done_of[0] / done_of[1] - of_it) <= 0.1)
    if needs == "while":
        return [t.text for t in tokens[match.first : match.last] if t.kind == "WORD"][:2] == ["trong", "khi"]
    if needs == "none-before":
        return any(
            t.kind == "NEG"
            and t.value == "not"
            and any(v.kind == "VERB" and v.value in ("admit", "found", "grow") for v in tokens[i : i + 4])
            for i, t in enumerate(tokens[: match.first])
        )
    if needs == "in-the-year":
        leads = tokens[min(found.taken) - 1]
        recent = state.claims and state.claims[-1].paragraph >= reading.sentence.paragraph - 1
        known = state.mode == "new" and state.noun is not None and (recent or not state.claims)
        return known and (leads.kind == "IS" or (leads.kind == "VERB" and leads.value == "have") or leads.text.endswith("được"))
    if needs == "then-got":
        said = [t.text.lower() for t in tokens[match.first : min(found.taken)] if t.kind == "WORD"]
        return any(t.kind in ("ASSIGN", "PLAN") for t in tokens[: match.first + 1]) and bool(said) and said[-1].split()[-1] == "được"
    if needs == "percent-only":
        before = tokens[max(0, match.first - 4) : match.first]
        return any(t.kind == "PERCENT" for t in before) and any(t.kind in ("PLAN", "REACH") for t in before)
    if needs == "shares-of-plan":
        return any(t.kind == "PLAN" for t in tokens[max(0, match.first - 6) : match.last])
    if needs == "on-plan":
        return tokens[match.first].text == "trên" and any(t.kind == "PLAN" for t in tokens[match.first : match.last])
    if needs == "zero-before":
        return any(t.kind == "NEG" for t in tokens[: match.first])
    if needs == "given":
        return tokens[match.first].text.startswith(affixes("gives"))
    if needs == "missed-before":
        return any(t.kind in ("STATUS", "PLAN") for t in tokens[: match.first])
    if needs == "plan-only":
        return any(t.kind in ("ASSIGN", "PLAN") for t in tokens[: match.first + 1])
    if needs == "topic" and found.rule.id == "body-number-alone":
        gap = found.range("orgs")
        number = min(found.taken)
        noun = found.range("noun")
        if noun is None and gap is not None and any(t.kind == "WORD" and t.text not in context("has") for t in tokens[gap[1] : number]):
            return False
        if noun is None and tokens[number].text in context("small"):
            return False
    return True
