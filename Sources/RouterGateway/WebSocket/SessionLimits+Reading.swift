extension SessionLimits {
  /// Of what a session's client sends.
  var reading: MessageReader.Limits { MessageReader.Limits(messageSize: messageSize, fragments: 4096) }
}
