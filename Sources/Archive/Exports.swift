/// The values that an archive takes and gives are declared in `Mail`; whoever imports `Archive` has
/// them.
@_exported public import Mail
