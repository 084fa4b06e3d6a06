extension SessionLimits {
  /// Of what a session's client sends.
  var messages: MessageReader.Limits { MessageReader.Limits(messageSize: messageSize, fragments: 4096) }
}
