/// The values that an archive takes and gives are declared in `Mail`, what its settings say in
/// `Settings`, and its errors in `Errors`; whoever imports `Archive` has all three.
@_exported public import Errors
@_exported public import Mail
@_exported public import Settings
