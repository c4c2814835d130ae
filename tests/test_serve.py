"""`kg serve`, asked over HTTP as OpenRefine and scripts ask it: both versions of the Entity Reconciliation API, against their schemas."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from kg import build, files
from kg.errors import MatchError
from kg.serve import queries

KG = str(Path(sys.executable).with_name("kg"))
STANDARD = Path(__file__).resolve().parents[2] / "shared" / "standards" / "reconciliation"
VERSIONS = ("0.2", "1.0-draft")
VAN_DON = "body/party_committee/D203"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("serve") / "graph"
    build.build([str(files.REPORTS)], folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def service(graph: Path) -> Iterator[httpx.Client]:
    command = [KG, "serve", "--graph", graph, "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        yield from asking(process)


def asking(process: subprocess.Popen[str]) -> Iterator[httpx.Client]:
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"release 1 of .*: (http://127\.0\.0\.1:\d+)/reconcile \(0\.2, OpenRefine\), \S+/reconcile/1\.0-draft$", line)
    assert found, line + process.stderr.read()
    with httpx.Client(base_url=found[1], timeout=30) as client:
        yield client
    process.send_signal(signal.SIGTERM)
    assert "Traceback" not in process.stderr.read()
    process.wait(timeout=20)


def asked(service: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """The candidates of one query of 0.2."""
    answer = service.post("/reconcile", data={"queries": json.dumps({"q": query})})
    assert answer.status_code == 200, answer.text
    result: list[dict[str, Any]] = answer.json()["q"]["result"]
    return result


def conditions(name: str, **properties: Any) -> list[dict[str, Any]]:
    given = [{"matchType": "property", "propertyId": id, "propertyValue": value} for id, value in properties.items()]
    return [{"matchType": "name", "propertyValue": name}, *given]


def matched(service: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """The candidates of one query of the 1.0 draft."""
    answer = service.post("/reconcile/1.0-draft/match", json={"queries": [query]})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["results"][0]["candidates"]
    return found


# --- against the standard


def examples(version: str, what: str, validity: str) -> list[Path]:
    return sorted((STANDARD / version / "examples" / what / validity).glob("*.json"))


needs_standard = pytest.mark.skipif(not STANDARD.is_dir(), reason="the schemas are not part of the repository: no ../shared/standards")


def valid(version: str, name: str, instance: Any) -> None:
    """Raises where an answer is not of the schema of this name; the schemas name each other by their ids."""
    registry: Registry[Any] = Registry()
    contents = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (STANDARD / version / "schemas").glob("*.json")}
    for content in contents.values():
        resource = Resource(contents=content, specification=DRAFT7)
        registry = registry.with_resource(content["$id"].rstrip("#"), resource)
    jsonschema.Draft7Validator(contents[name], registry=registry).validate(instance)


@needs_standard
def test_the_validator_itself_tells_right_from_wrong() -> None:
    for version in VERSIONS:
        for what in ("manifest", "reconciliation-query-batch", "reconciliation-result-batch", "data-extension-response"):
            for path in examples(version, what, "valid"):
                valid(version, what, json.loads(path.read_text(encoding="utf-8")))
            for path in examples(version, what, "invalid"):
                with pytest.raises(jsonschema.ValidationError):
                    valid(version, what, json.loads(path.read_text(encoding="utf-8")))


@needs_standard
def test_every_example_of_a_batch_is_answered_and_what_is_none_is_refused(service: httpx.Client) -> None:
    for path in examples("0.2", "reconciliation-query-batch", "valid"):
        answer = service.post("/reconcile", data={"queries": path.read_text(encoding="utf-8")})
        assert answer.status_code == 200, (path, answer.text)
        assert answer.json().keys() == json.loads(path.read_text(encoding="utf-8")).keys()
        valid("0.2", "reconciliation-result-batch", answer.json())
    for path in examples("1.0-draft", "reconciliation-query-batch", "valid"):
        answer = service.post("/reconcile/1.0-draft/match", json=json.loads(path.read_text(encoding="utf-8")))
        assert answer.status_code == 200, (path, answer.text)
        valid("1.0-draft", "reconciliation-result-batch", answer.json())
    for version, url in (("0.2", "/reconcile"), ("1.0-draft", "/reconcile/1.0-draft/match")):
        for path in examples(version, "reconciliation-query-batch", "invalid"):
            text = path.read_text(encoding="utf-8")
            answer = service.post(url, **({"data": {"queries": text}} if version == "0.2" else {"json": json.loads(text)}))  # type: ignore[arg-type]
            assert answer.status_code == 400, path
            assert answer.json()["error"], path


@needs_standard
def test_every_example_of_an_extension_is_read() -> None:
    for version in VERSIONS:
        for path in examples(version, "data-extension-query", "valid"):
            found = queries.extension(path.read_bytes())
            assert list(found.ids) == json.loads(path.read_bytes())["ids"]


@needs_standard
def test_every_answer_is_of_its_schema(service: httpx.Client) -> None:
    valid("0.2", "manifest", service.get("/reconcile").json())
    valid("1.0-draft", "manifest", service.get("/reconcile/1.0-draft").json())
    asks = {"a": {"query": "Huyện ủy Vân Đồn"}, "b": {"query": "Quan 1", "type": "Place", "properties": [{"pid": "gso_code", "v": "760"}]}}
    valid("0.2", "reconciliation-result-batch", service.post("/reconcile", data={"queries": json.dumps(asks)}).json())
    newer = {
        "queries": [{"conditions": conditions("Huyện ủy Vân Đồn", within="Quảng Ninh", kind="huyện")}, {"conditions": conditions("x")}]
    }
    valid("1.0-draft", "reconciliation-result-batch", service.post("/reconcile/1.0-draft/match", json=newer).json())
    extension = {"ids": [VAN_DON, "place/D760", "x"], "properties": [{"id": property} for property in service_properties(service)]}
    valid("0.2", "data-extension-response", service.post("/reconcile", data={"extend": json.dumps(extension)}).json())
    valid("1.0-draft", "data-extension-response", service.post("/reconcile/1.0-draft/extend", json=extension).json())
    for version, root in (("0.2", "/reconcile"), ("1.0-draft", "/reconcile/1.0-draft")):
        for what, plural in (("entity", "entities"), ("type", "types"), ("property", "properties")):
            answer = service.get(f"{root}/suggest/{what}", params={"prefix": {"entity": "huyện", "type": "", "property": ""}[what]})
            assert answer.json()["result"]
            valid(version, f"suggest-{plural}-response", answer.json())
        valid(version, "data-extension-property-proposal", service.get(f"{root}/extend/propose?type=Place&limit=3").json())


def service_properties(service: httpx.Client) -> list[str]:
    return [one["id"] for one in service.get("/reconcile/extend/propose").json()["properties"]]


# --- what is answered


def test_the_manifests_say_where_everything_is(service: httpx.Client) -> None:
    older, newer = service.get("/reconcile").json(), service.get("/reconcile/1.0-draft").json()
    assert older["versions"] == ["0.2"]
    assert newer["versions"] == ["1.0-draft"]
    assert {type["id"] for type in older["defaultTypes"]} >= {"PartyCommittee", "Place", "Directive", "Official", "Enterprise"}
    assert older["defaultTypes"] == newer["defaultTypes"]
    assert service.get(older["view"]["url"].replace("{{id}}", "place%2FD760")).text.count("Quận 1") >= 1
    assert "Huyện ủy Vân Đồn" in service.get(older["preview"]["url"].replace("{{id}}", VAN_DON)).text
    for what, id in (("entity", "place/D760"), ("type", "Place"), ("property", "within")):
        suggest = older["suggest"][what]
        flyout = service.get(suggest["service_url"] + suggest["flyout_service_path"].replace("${id}", id)).json()
        assert flyout["id"] == id
        assert flyout["html"].startswith("<p")


def test_committees_are_found_in_each_way_they_are_written(service: httpx.Client) -> None:
    for name in (
        "Huyện ủy Vân Đồn",
        "Huyện uỷ Vân Đồn",
        "Đảng bộ huyện Vân Đồn",
        "huyen uy van don",
        VAN_DON,
        f"https://w3id.org/chitieu/id/{VAN_DON}",
    ):
        found = asked(service, query=name, type="PartyCommittee")
        assert (found[0]["id"], found[0]["match"]) == (VAN_DON, True), name
        assert matched(service, type="PartyCommittee", conditions=conditions(name))[0]["id"] == VAN_DON
    assert asked(service, query="Huyện ủy Vân Đôn", type="PartyCommittee")[0]["match"] is False
    assert not any(one["match"] for one in asked(service, query="Ban Thường vụ Huyện ủy Vân Đồn", type="PartyCommittee"))


def test_a_property_decides_between_namesakes(service: httpx.Client) -> None:
    assert not any(one["match"] for one in asked(service, query="Huyện Châu Thành", type="Place"))
    for value in ("Long An", "tinh Long An", {"id": "place/P80-legacy", "name": "Tỉnh Long An"}, ["Long An"], ["Long An", "Nghệ An"]):
        found = asked(service, query="Huyện Châu Thành", type="Place", properties=[{"pid": "within", "v": value}])
        assert [one["id"] for one in found if one["match"]] == ["place/D808"], value
    both = asked(service, query="Huyện Châu Thành", type="Place", properties=[{"pid": "within", "v": ["Long An", "Bến Tre"]}])
    assert not any(one["match"] for one in both)
    date = asked(service, query="Thành phố Huế", type="Place", properties=[{"pid": "date", "v": "2025-03"}])
    assert [one["id"] for one in date if one["match"]] == ["place/P46-current"]
    code = asked(service, query="Quận 2", properties=[{"pid": "gso_code", "v": 769}])
    assert {feature["id"]: feature["value"] for feature in code[0]["features"]}["gso_code"] == 1
    assert [one["id"] for one in asked(service, properties=[{"pid": "iso_3166_2", "v": "VN-HN"}])] == ["place/P01-current"]


def test_a_required_condition_shuts_out_and_none_turns_it_round(service: httpx.Client) -> None:
    def ids(**more: Any) -> set[str]:
        condition = {"matchType": "property", "propertyId": "province", "propertyValue": "Long An", **more}
        query = {"type": "Place", "limit": 50, "conditions": [*conditions("Huyện Châu Thành"), condition]}
        return {one["id"] for one in matched(service, **query) if one["name"] == "Huyện Châu Thành"}

    assert ids(required=True) == {"place/D808"}
    assert "place/D808" not in ids(required=True, matchQuantifier="none")
    assert len(ids(required=True, matchQuantifier="none")) == 9
    unknown = {"matchType": "property", "propertyId": "colour", "propertyValue": "red"}
    assert matched(service, type="Place", conditions=[*conditions("Quận 1"), unknown])[0]["match"] is True
    assert matched(service, type="Place", conditions=[*conditions("Quận 1"), {**unknown, "required": True}]) == []


def test_scores_explain_themselves(service: httpx.Client) -> None:
    found = asked(
        service, query="Huyện Châu Thành", type="Place", properties=[{"pid": "within", "v": "Long An"}, {"pid": "date", "v": "2020"}]
    )
    for one in found:
        features = {feature["id"]: feature["value"] for feature in one["features"]}
        assert {"name", "kind", "parent", "dates"} <= features.keys()
        assert sum(value for id, value in features.items() if id.endswith("_contribution")) == pytest.approx(one["score"], abs=0.1)
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 100


def test_types_and_limits_hold(service: httpx.Client) -> None:
    assert asked(service, query="Quận 1", type="DifferentiatedPerson") == []
    assert len(asked(service, query="Huyện Châu Thành", limit=3)) == 3
    assert {type["id"] for one in asked(service, query="Vân Đồn", type=["Place"]) for type in one["type"]} == {"Place"}
    everything = asked(service, query="Huyện ủy Vân Đồn", type="Organisation")
    assert everything[0]["id"] == VAN_DON, "a committee is an organisation too"


def test_properties_of_what_was_matched(service: httpx.Client) -> None:
    wanted = {
        "ids": [VAN_DON, "place/D760", "nowhere"],
        "properties": [{"id": "province"}, {"id": "gso_code"}, {"id": "level"}, {"id": "valid_to"}, {"id": "claims"}],
    }
    rows = service.post("/reconcile", data={"extend": json.dumps(wanted)}).json()["rows"]
    assert rows[VAN_DON]["province"] == [{"id": "place/P22-current", "name": "Tỉnh Quảng Ninh"}]
    assert rows[VAN_DON]["gso_code"] == [{"str": "203"}]
    assert rows[VAN_DON]["level"] == [{"str": "district"}]
    assert rows[VAN_DON]["valid_to"] == [{"date": "2025-06-30T00:00:00"}]
    assert rows[VAN_DON]["claims"][0]["int"] >= 1
    assert rows["nowhere"] == {property["id"]: [] for property in wanted["properties"]}
    newer = service.post("/reconcile/1.0-draft/extend", json=wanted).json()["rows"]
    assert {row["id"]: {one["id"]: one["values"] for one in row["properties"]} for row in newer} == rows
    one = {"ids": ["place/D760"], "properties": [{"id": "names", "settings": {"limit": "1"}}]}
    assert service.post("/reconcile", data={"extend": json.dumps(one)}).json()["rows"]["place/D760"]["names"] == [{"str": "Quận 1"}]


def test_suggestions_begin_with_what_is_typed(service: httpx.Client) -> None:
    def names(prefix: str, **more: Any) -> list[str]:
        return [one["name"] for one in service.get("/reconcile/suggest/entity", params={"prefix": prefix, **more}).json()["result"]]

    assert "Huyện ủy Vân Đồn" in names("huyen uy van")
    assert names("Huyện Châu Th")[0] == "Huyện Châu Thành"
    assert "Quận 1" in names("place/D760")
    assert names("huyện", cursor=5)[:5] == names("huyện")[5:]
    assert names("") == []
    assert names("không có gì như thế") == []


# --- how it is asked


def test_a_batch_comes_by_get_and_post_and_as_a_call(service: httpx.Client) -> None:
    batch = json.dumps({"q0": {"query": "Quận 1", "type": "Place", "type_strict": "should"}})
    answers = [
        service.get("/reconcile", params={"queries": batch}),
        service.post("/reconcile", data={"queries": batch}),
        service.post("/reconcile", content=batch, headers={"Content-Type": "application/json"}),
    ]
    assert len({answer.text for answer in answers}) == 1
    call = service.get("/reconcile", params={"queries": batch, "callback": "jQuery17_1.done"})
    assert call.headers["content-type"].startswith("application/javascript")
    assert json.loads(re.fullmatch(r"/\*\*/jQuery17_1\.done\((.*)\);", call.text)[1]) == answers[0].json()  # type: ignore[index]
    assert service.get("/reconcile?callback=f").text.startswith("/**/f({")
    assert service.get("/reconcile/suggest/entity?prefix=quan&callback=f").text.startswith("/**/f({")
    assert service.get("/reconcile", params={"callback": "alert(1)//"}).status_code == 400


def test_every_site_may_ask(service: httpx.Client) -> None:
    origin = {"Origin": "http://127.0.0.1:3333"}
    for url in (
        "/reconcile",
        "/reconcile/1.0-draft",
        "/reconcile/suggest/type",
        "/reconcile/preview?id=place/D760",
        "/reconcile?queries=x",
    ):
        assert service.get(url, headers=origin).headers["access-control-allow-origin"] == "*", url
    asks = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    allowed = service.options("/reconcile/1.0-draft/match", headers=asks)
    assert allowed.status_code == 200
    assert "POST" in allowed.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"queries": "{"}, 400, "no JSON"),
        ({"queries": "[]"}, 400, "not of this interface"),
        ({"queries": '{"q": {"query": " "}}'}, 400, "query 'q' needs a 'query' or 'properties'"),
        ({"queries": '{"q": {"query": "x", "limit": 0}}'}, 400, "limit must be 1 or more"),
        ({"queries": '{"q": {"query": "x", "limit": 1e999}}'}, 400, ""),
        ({"queries": '{"q": {"query": "x", "properties": [{"pid": "date", "v": "soon"}]}}'}, 400, "'soon' is no date"),
        ({"queries": '{"q": {"query": "x", "properties": [{"pid": "level", "v": "high"}]}}'}, 400, "no level 'high'"),
        ({"queries": json.dumps({str(n): {"query": "x"} for n in range(51)})}, 413, "batchSize is 50"),
        ({"queries": "[" * 100_000}, 400, ""),
        ({"queries": "x" * 3_000_000}, 413, "larger than"),
        ({"extend": '{"ids": ["x"], "properties": [{"id": "colour"}]}'}, 400, "no property 'colour'; there are: within"),
        ({"extend": '{"ids": "x"}'}, 400, "not of this interface"),
        ({"other": "x"}, 400, "needs a form field 'queries' or 'extend'"),
    ],
)
def test_what_is_wrong_is_said(service: httpx.Client, form: dict[str, str], status: int, says: str) -> None:
    answer = service.post("/reconcile", data=form)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["error"]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/reconcile/preview", 400), ("/reconcile/preview?id=x", 404), ("/entity/x", 404), ("/reconcile/flyout/entity?id=x", 404),
        ("/reconcile/flyout/dog?id=x", 404), ("/reconcile/suggest/dog", 404), ("/reconcile/suggest/entity?prefix=a&cursor=b", 400),
        ("/reconcile/extend/propose?type=Dog", 400), ("/reconcile/1.0-draft/match", 405), ("/nothing", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(service: httpx.Client, url: str, status: int) -> None:
    assert service.get(url).status_code == status


def test_markup_in_what_is_asked_stays_text(service: httpx.Client) -> None:
    answer = service.get("/entity/<script>alert(1)</script>")
    assert "<script>" not in answer.text


@pytest.mark.parametrize("text", ['{"q": {"query": "x", "type": null}}', '{"q": {"query": null, "properties": [{"pid": "a", "v": 1.5}]}}'])
def test_what_is_null_is_not_given(text: str) -> None:
    assert queries.batch(text)["q"].types == ()


@pytest.mark.parametrize("text", [b"\xff", b"", b"{}", b'{"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]}'])
def test_what_is_no_batch_of_the_draft(text: bytes) -> None:
    with pytest.raises(MatchError):
        queries.batch_1(text)


# --- the command


def test_what_cannot_be_served_is_said(tmp_path: Path, graph: Path, service: httpx.Client) -> None:
    def said(*arguments: str | Path) -> str:
        done = subprocess.run([KG, "serve", *arguments], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 2, done.stderr
        return done.stderr

    assert "there is no graph in" in said("--graph", tmp_path / "none")
    assert "has no release 9" in said("--graph", graph, "--release", "9")
    assert "cannot listen at 127.0.0.1" in said("--graph", graph, "--port", str(service.base_url.port))
