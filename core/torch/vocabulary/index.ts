export * from './entries.ts'
export * from './module.ts'
export * from './shapes.ts'
export * from '../../values/index.ts'
