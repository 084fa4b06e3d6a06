/// What a client configures of its session (contract §2 and §7).
extension Session {
  mutating func configure(_ request: ConfigureRequest) -> [SessionAction] {
    let before = options
    options.apply(request)
    let change: [SessionAction] = options == before ? [] : [.optionsChanged]
    return change + [.showOptions]
  }
}
