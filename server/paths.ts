/**
 * URIs on the protocol's side, absolute paths with `/` on the core's side. A file that is on no disk (untitled, a virtual
 * workspace) gets a path below `/.uri/` that leads back to its URI.
 */
import { URI } from 'vscode-uri'

const VIRTUAL = '/.uri/'

export function pathOf(uri: string): string {
  const parsed = URI.parse(uri)
  if (parsed.scheme === 'file') return withSlashes(parsed.fsPath)
  const authority = encodeURIComponent(parsed.authority) || '-'
  return `${VIRTUAL}${parsed.scheme}/${authority}${parsed.path.startsWith('/') ? '' : '/-/'}${parsed.path}`
}

export function uriOf(path: string): string {
  if (!path.startsWith(VIRTUAL)) return URI.file(path).toString()
  const [scheme = '', authority = '-', ...rest] = path.slice(VIRTUAL.length).split('/')
  const rootless = rest[0] === '-'
  return URI.from({
    scheme, authority: authority === '-' ? '' : decodeURIComponent(authority),
    path: rootless ? rest.slice(1).join('/') : `/${rest.join('/')}`,
  }).toString()
}

export function withSlashes(path: string): string {
  return path.replaceAll('\\', '/')
}

export function parentOf(path: string): string {
  const end = path.lastIndexOf('/')
  if (end < 0 || /^([A-Za-z]:)?\/$/.test(path)) return path
  return /^([A-Za-z]:)?$/.test(path.slice(0, end)) ? path.slice(0, end + 1) : path.slice(0, end)
}

/** Whether a path is a folder itself or lies below it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
