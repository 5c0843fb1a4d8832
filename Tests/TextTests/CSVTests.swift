import Testing
import Text

/// Rows as spreadsheets and other programs read them.
@Suite struct CSVTests {
  @Test(arguments: [
    (["a", "b"], "a,b"), ([""], ""), (["", ""], ","), (["a b", "c;d"], "a b,c;d"),
    (["a,b", "c"], "\"a,b\",c"), (["say \"no\""], "\"say \"\"no\"\"\""),
    (["two\nlines", "cr\r"], "\"two\nlines\",\"cr\r\""),
    // What spreadsheets would run.
    (["=1+1", "+49 40", "-1", "@SUM(A1)"], "'=1+1,'+49 40,'-1,'@SUM(A1)"),
    (["\t=1", "\r=1", "\n=1"], "'\t=1,\"'\r=1\",\"'\n=1\""), (["=\"a\""], "\"'=\"\"a\"\"\""),
    (["＝1", "＋1", "－1", "＠A"], "'＝1,'＋1,'－1,'＠A"),
    (["a=1", "1-1", "a@b"], "a=1,1-1,a@b"),
    // A combining mark is one Character with what stands before it, and hides nothing.
    (["a,\u{301}b", "c"], "\"a,\u{301}b\",c"), (["a\"\u{301}", "c"], "\"a\"\"\u{301}\",c"),
    (["a\n\u{301}b"], "\"a\n\u{301}b\""), (["=\u{301}1+1"], "'=\u{301}1+1"),
    (["-\u{20DD}", "@\u{FE0F}x"], "'-\u{20DD},'@\u{FE0F}x"), (["a\r\nb"], "\"a\r\nb\""),
  ])
  func rowsAreQuotedAndGuardedByScalar(_ cells: [String], _ row: String) {
    let written = CSV.row(cells)
    #expect(written.unicodeScalars.elementsEqual((row + "\r\n").unicodeScalars), "\(written)")
  }
}
