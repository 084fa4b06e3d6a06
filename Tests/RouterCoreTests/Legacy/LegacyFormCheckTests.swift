import RouterCore
import TestSupport
import Testing

/// The messages are in the fixtures of the config's `bridge:` section; here is which part is to blame.
struct LegacyFormCheckTests {
  private static let schema: PayloadSchema = [
    .required("id", .identifier, "."), .optional("note", .nullable(.string), "."),
    .optional("place", .object([.required("city", .string, "."), .optional("street", .string, ".")]), "."),
    .optional("tags", .array(of: .string), "."), .optional("more", .any, "."),
    .optional("by_name", .map(of: .object([.required("n", .integer, ".")])), "."),
    .optional("sealed", .exact([.required("key", .string, ".")]), "."),
    .optional("mixed", .either([.string, .object([.required("x", .string, ".")])]), "."),
    .optional("named", .named("thing", ".", .object([.optional("y", .string, ".")])), "."),
  ]

  private func problems(
    _ renames: KeyValuePairs<JSONPath, String> = [:], _ defaults: KeyValuePairs<JSONPath, String> = [:],
    name: String = "CASE", source: String? = nil
  ) -> [LegacyFormProblem] {
    LegacyFormCheck.problems(
      of: LegacyForm(
        name, source: source, renames: renames.map { .init($0, to: $1) },
        defaults: defaults.map { .init($0, .sample($1)) }), for: Self.schema)
  }

  @Test(
    "Good renames",
    arguments: [
      [:], [["id"]: "ID"], [["id"]: "id"], [["other"]: "another"], [["id"]: "note", ["note"]: "id"],
      [["id"]: "note", ["note"]: "tags", ["tags"]: "anything"], [["place"]: "Place", ["place", "city"]: "City"],
      [["place", "city"]: "id"], [["more", "deep", "down"]: "x"], [["by_name", "bob", "n"]: "N"],
      [["sealed", "key"]: "Key"], [["mixed", "x"]: "X"], [["named", "y"]: "Y"], [["defaulted"]: "x"],
      [["id"]: "defaulted"], [["e\u{301}"]: "a", ["\u{E9}"]: "b"],
    ] as [KeyValuePairs<JSONPath, String>])
  func goodRenames(renames: KeyValuePairs<JSONPath, String>) {
    #expect(problems(renames) == [])
  }

  @Test(
    "Wrong renames",
    arguments: [
      ([["id"]: "note"], .legacyKey(0)), ([["other"]: "note"], .legacyKey(0)),
      ([["id"]: "note", ["note"]: "tags"], .legacyKey(1)), ([["id"]: "x", ["note"]: "x"], .legacyKey(1)),
      ([["id"]: "x", ["id"]: "y"], .renamedPath(1)), ([["id"]: ""], .legacyKey(0)), ([[]: "x"], .renamedPath(0)),
      ([["id", "x"]: "y"], .renamedPath(0)), ([["tags", "x"]: "y"], .renamedPath(0)),
      ([["more", "0"]: "y"], .renamedPath(0)), ([["place", "city", "x"]: "y"], .renamedPath(0)),
      ([["place", "city"]: "street"], .legacyKey(0)), ([["sealed", "other"]: "x"], .renamedPath(0)),
      ([["mixed", "x", "deeper"]: "x"], .renamedPath(0)), ([["by_name", "bob", "n", "x"]: "y"], .renamedPath(0)),
      ([["a"]: "b", ["b", "c"]: "d"], .legacyKey(0)),
      ([JSONPath(keys: Array(repeating: "a", count: 17)): "x"], .renamedPath(0)),
    ] as [(KeyValuePairs<JSONPath, String>, LegacyFormProblem.Part)])
  func wrongRenames(renames: KeyValuePairs<JSONPath, String>, part: LegacyFormProblem.Part) {
    #expect(problems(renames).map(\.part) == [part])
  }

  @Test(
    "Good defaults",
    arguments: [
      [["id"]: #""x""#], [["note"]: "null"], [["tags"]: "null"], [["tags"]: "[]"], [["other"]: "[1]"],
      [["place", "city"]: #""x""#, ["place", "street"]: #""y""#], [["mixed"]: #""x""#],
      [["by_name", "bob"]: #"{"n":1}"#],
    ] as [KeyValuePairs<JSONPath, String>])
  func goodDefaults(defaults: KeyValuePairs<JSONPath, String>) {
    #expect(problems([:], defaults) == [])
    #expect(problems([["note"]: "remark"], defaults) == [])
  }

  @Test(
    "Wrong defaults",
    arguments: [
      ([:], [["id"]: "null"], .defaultValue(0)), ([:], [["id"]: #""""#], .defaultValue(0)),
      ([:], [["tags"]: "[1]"], .defaultValue(0)), ([:], [["place", "city"]: "null"], .defaultValue(0)),
      ([:], [["id"]: #""x""#, ["id"]: #""x""#], .defaultPath(1)),
      ([:], [["place"]: #"{"city":""}"#, ["place", "street"]: #""x""#], .defaultPath(1)),
      ([:], [["place", "street"]: #""x""#, ["place"]: #"{"city":""}"#], .defaultPath(1)),
      ([:], [["tags", "0"]: "1"], .defaultPath(0)), ([:], [["id", "x"]: "1"], .defaultPath(0)),
      ([:], [["defaulted"]: "1"], .defaultPath(0)), ([:], [["defaulted", "x"]: "1"], .defaultPath(0)),
      ([:], [[]: "{}"], .defaultPath(0)), ([["note"]: "remark"], [["remark"]: "1"], .defaultPath(0)),
      ([["defaulted"]: "x"], [["other"]: "1"], .renamedPath(0)),
      ([["id"]: "defaulted"], [["other"]: "1"], .legacyKey(0)),
    ] as [(KeyValuePairs<JSONPath, String>, KeyValuePairs<JSONPath, String>, LegacyFormProblem.Part)])
  func wrongDefaults(
    renames: KeyValuePairs<JSONPath, String>, defaults: KeyValuePairs<JSONPath, String>,
    part: LegacyFormProblem.Part
  ) {
    #expect(problems(renames, defaults).map(\.part) == [part])
  }

  @Test func `A form has an end`() {
    let paths = (0...64).map { JSONPath(keys: ["field_\($0)"]) }
    let renames = LegacyForm("CASE", renames: paths.enumerated().map { .init($1, to: "key_\($0)") })
    #expect(LegacyFormCheck.problems(of: renames, for: Self.schema).map(\.part) == [.renamedPath(64)])
    let defaults = LegacyForm("CASE", defaults: paths.map { .init($0, .int(1)) })
    #expect(LegacyFormCheck.problems(of: defaults, for: Self.schema).map(\.part) == [.defaultPath(64)])
    let long = JSONPath(keys: Array(repeating: "a", count: 200_000))
    let deep = LegacyForm("CASE", renames: [.init(long, to: "x")], defaults: [.init(long, .int(1))])
    #expect(LegacyFormCheck.problems(of: deep, for: Self.schema).map(\.part) == [.renamedPath(0), .defaultPath(0)])
  }

  @Test func `A type that has a field of the marker's name can have no defaults`() {
    let form = LegacyForm("CASE", defaults: [.init(["a"], .int(1))])
    let problems = LegacyFormCheck.problems(of: form, for: [.optional("defaulted", .boolean, ".")])
    #expect(problems.map(\.part) == [.defaultPath(0)])
  }

  @Test(
    "Names are upper snake case",
    arguments: [
      ("A", true), ("A_1", true), ("", false), ("a", false), ("1A", false), ("_A", false), ("A-B", false), ("É", false),
      ("A B", false),
    ])
  func names(name: String, isGood: Bool) {
    #expect(problems(name: name).map(\.part) == (isGood ? [] : [.name]))
  }

  @Test func `A source has a name, and all problems are found at once`() {
    #expect(
      problems([["id"]: "note", ["tags", "x"]: "y"], [["id"]: "1"], name: "case", source: "").map(\.part)
        == [.name, .source, .legacyKey(0), .renamedPath(1), .defaultValue(0)])
  }

  @Test func `A catalogue takes no form that loses something`() throws {
    let form = LegacyForm("CASE", renames: [.init(["a"], to: "x"), .init(["b"], to: "x")])
    let type = EventType("case_update", ".", in: "case", legacy: form, schema: [], example: "{}")
    let error = try #require(throws: CatalogueError.self) { try Catalogue(registering: [type]) }
    #expect(error.description.hasPrefix("the legacy form of 'case_update': two fields of one object"))
  }
}
