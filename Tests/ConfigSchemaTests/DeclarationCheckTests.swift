import ConfigSchema
import Testing

struct DeclarationCheckTests {
  @Test func `A declaration in order has no problems`() {
    #expect(DeclarationCheck.problems(of: Everything.self) == [])
    #expect(DeclarationCheck.problems(of: ObjectReference(Everything.self)) == [])
  }

  @Test func `Everything that is wrong with a declaration is named`() {
    #expect(
      DeclarationCheck.problems(of: Wrong.self) == [
        "Wrong: the property 'forgotten' has no field",
        "Wrong: two fields have the key 'port'",
        #"Wrong: two fields have the key path \Wrong.port"#,
        "Wrong: the default of 'port' is not at least 1",
        "Wrong: the key 'Name' is not in lower_case",
        "Wrong: the key 'Name' has no doc",
        "Wrong: the key 'signing' does not say that it is a secret",
        "Inside: the property 'lost' has no field",
      ])
  }

  @Test func `A property can be left out on purpose`() {
    #expect(!DeclarationCheck.problems(of: Wrong.self, except: ["forgotten"]).contains { $0.contains("forgotten") })
  }
}

private struct Wrong: ConfigObject {
  var port = 0
  var name = ""
  var signing = Secret("")
  var forgotten = 1
  var inside: [Inside] = []

  static var fields: [Field<Wrong>] {
    [
      Field("port", \.port, .atLeast(1), "A port."),
      Field("port", \.port, "The same port."),
      Field("Name", \.name, ""),
      Field("signing", \.signing, "A key."),
      Field("inside", \.inside, "More."),
    ]
  }
}

private struct Inside: ConfigObject {
  var lost = 1

  static var fields: [Field<Inside>] { [] }
}
