import ConfigSchema
import Testing

struct DocumentationTests {
  @Test func `The reference has a table for every object`() {
    #expect(
      ReferenceWriter.markdown(ObjectReference(Everything.self)) == #"""
        ## Everything

        Has everything.

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `flag` | boolean | `true` | A switch. |
        | `port` | integer | required | A TCP port. Must be between 1 and 65535. |
        | `share` | number | `0.5` | A part. Must be between 0.0 and 1.0. |
        | `name` | string | `a\|b` | A name. Must be non-empty. |
        | `secret` | secret |  | A secret. |
        | `every` | duration, as in `5s` | `5s` | A period. Must be at least 1s. |
        | `mode` | `fast`, `slow` | `slow` | A choice. |
        | `tags` | list of: string | `[x]` | A list. Must be non-empty. |
        | `limits` | names to: rate, as in `10/min` |  | A mapping. |
        | `inner` | [Inner](#inner) |  | Another object. |
        | `children` | names to: [Everything](#everything) |  | More of the same. |
        | `optional` | integer |  | May be missing. Must be at least 1. |

        ### Inner

        | key | type | default | meaning |
        | --- | --- | --- | --- |
        | `size` | size, as in `64KiB` | `64KiB` | A size. |

        """#)
  }

  @Test func `The JSON Schema says all that a schema can say`() {
    let schema = JSONSchemaWriter.schema(ObjectReference(Everything.self), title: "Test").rendered
    for part in [
      ##""$ref": "#/$defs/Everything""##, #""additionalProperties": false"#, #""minimum": 1,"#, #""maximum": 65535"#,
      #""default": true"#, #""default": 0.5"#, #""default": "5s""#, #""writeOnly": true"#, #""minItems": 1"#,
      #""minLength": 1"#, #""enum": ["#, #""description": "A part. Must be between 0.0 and 1.0.""#,
    ] {
      #expect(schema.contains(part), "\(part)")
    }
    #expect(!schema.contains("hunter2"))
  }

  @Test func `Types of the same name get names of their own`() {
    let schema = JSONSchemaWriter.schema(ObjectReference(Twins.self), title: "Test").rendered
    #expect(schema.contains(##""$ref": "#/$defs/Config""##))
    #expect(schema.contains(##""$ref": "#/$defs/Config-2""##))
  }

  @Test func `Keys that the engine reads can be put before an object's own`() {
    let type = FieldReference(name: "type", doc: "The kind.", shape: .choice(["inner"]), isRequired: true)
    let object = ObjectReference(Inner.self).adding([type], name: "Inner sink")
    #expect(object.fields().map(\.name) == ["type", "size"])
    #expect(ReferenceWriter.markdown(object).hasPrefix("## Inner sink\n"))
  }
}

private struct Twins: ConfigObject {
  var one = One.Config()
  var two = Two.Config()

  static var fields: [Field<Twins>] { [Field("one", \.one, "One."), Field("two", \.two, "Two.")] }

  enum One {
    struct Config: ConfigObject {
      static var fields: [Field<Config>] { [] }
    }
  }

  enum Two {
    struct Config: ConfigObject {
      static var fields: [Field<Config>] { [] }
    }
  }
}
