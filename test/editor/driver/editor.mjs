// Where a piece of text is drawn in a Monaco editor. Tokens are not one span each and spaces are U+00A0, so a DOM Range over
// the rendered line is the dependable way to find a character's box.
export async function textBox(editor, line, text) {
  return editor.evaluate((root, [wantedLine, wantedText]) => {
    const rows = [...root.querySelectorAll('.view-lines .view-line')].sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
    for (const row of rows) {
      const all = row.textContent.replaceAll('\u00a0', ' ')
      const at = all.includes(wantedLine) ? all.indexOf(wantedText, all.indexOf(wantedLine)) : -1
      if (at < 0) continue
      const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT)
      const find = offset => {
        let seen = 0
        walk.currentNode = row
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          if (offset <= seen + node.length) return [node, offset - seen]
          seen += node.length
        }
        return [row, 0]
      }
      const range = document.createRange()
      range.setStart(...find(at))
      range.setEnd(...find(at + wantedText.length))
      const { x, y, width, height } = range.getBoundingClientRect()
      return { x, y, width, height }
    }
    return null
  }, [line, text])
}

/** The middle of a text on the first line that holds `line`. */
export async function pointAt(editor, line, text) {
  const box = await textBox(editor, line, text)
  if (!box) throw new Error(`no line with ${JSON.stringify(line)} shows ${JSON.stringify(text)}`)
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, end: box.x + box.width }
}
