import CYaml
import ConfigSchema

extension YAMLEvent {
  /// Copies what libyaml is about to free; nil for events that carry nothing (the start of the stream).
  init?(_ event: yaml_event_t, file: String) {
    let data = event.data
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: (kind, anchor, tag) = (.documentStart, nil, nil)
    case YAML_STREAM_END_EVENT: (kind, anchor, tag) = (.streamEnd, nil, nil)
    case YAML_ALIAS_EVENT: (kind, anchor, tag) = (.alias(Self.text(data.alias.anchor) ?? ""), nil, nil)
    case YAML_SCALAR_EVENT:
      let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
      let isPlain = data.scalar.style == YAML_PLAIN_SCALAR_STYLE
      kind = .scalar(ConfigNode.Scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain))
      (anchor, tag) = (Self.text(data.scalar.anchor), Self.text(data.scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      kind = .start(.sequence, isFlow: data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
      (anchor, tag) = (Self.text(data.sequence_start.anchor), Self.text(data.sequence_start.tag))
    case YAML_MAPPING_START_EVENT:
      kind = .start(.mapping, isFlow: data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
      (anchor, tag) = (Self.text(data.mapping_start.anchor), Self.text(data.mapping_start.tag))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: (kind, anchor, tag) = (.end, nil, nil)
    default: return nil
    }
    range = SourceRange(file: file, start: SourcePosition(event.start_mark), end: SourcePosition(event.end_mark))
  }

  private static func text(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    pointer.map { String(cString: $0) }
  }
}
