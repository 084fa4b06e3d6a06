import ConfigSchema

/// One event of libyaml, as a Swift value.
struct YAMLEvent {
  enum Kind {
    case documentStart
    case streamEnd
    case alias(String)
    case scalar(ConfigNode.Scalar)
    case start(Collection, isFlow: Bool)
    case end
  }

  enum Collection {
    case sequence
    case mapping
  }

  let kind: Kind
  let anchor: String?
  /// Resolved, as in `tag:yaml.org,2002:str`.
  let tag: String?
  let range: SourceRange
}
