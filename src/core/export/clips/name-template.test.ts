import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isShort } from '#core/export/safe-name.ts'
import { checkTemplate, clockName, nameFrom, type TemplateValues } from './name-template.ts'

const values: TemplateValues = {
  name: 'camera 4',
  index: '007',
  in: '00-01-02.040',
  out: '00-01-09.000',
  class: 'fighting',
  score: '0.88',
  verdict: 'confirmed',
  mode: 'exact',
  content: 'c0ffee00',
}

it('fields stand where the template names them', () => {
  expect(nameFrom('{name}_{in}_{class}', values)).toBe('camera 4_00-01-02.040_fighting')
  expect(nameFrom('{index} {score} {verdict} {mode} {content} {out}', values)).toBe(
    '007 0.88 confirmed exact c0ffee00 00-01-09.000',
  )
  expect(nameFrom('../{class}/{name}', { ...values, class: 'a/b' })).toBe('_a_b_camera 4')
})

it('a field that there is not is refused with those that there are', () => {
  expect(() => checkTemplate('{name}_{date}')).toThrow('A name template has no field {date}.')
  expect(() => checkTemplate('{constructor}')).toThrow('no field {constructor}')
  expect(() => checkTemplate(' ')).toThrow('empty')
  expect(() => checkTemplate('{name} { literal')).not.toThrow()
})

it('what is too long gives way to what tells clips apart, at a character', () => {
  const name = nameFrom('{name}_{in}_{class}', { ...values, name: '👩‍👩‍👧'.repeat(60) })
  expect(isShort(name)).toBe(true)
  expect(name).toMatch(/^(👩‍👩‍👧){5,}_00-01-02\.040_fighting$/u)
  expect(nameFrom(`${'x'.repeat(400)}{index}`, values)).toMatch(/^x{157}007$/)
})

it('any values give a short name that keeps the index', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 })
  fc.assert(
    fc.property(text, text, (file, label) => {
      const name = nameFrom('{name}_{class}_{index}', { ...values, name: file, class: label })
      expect(isShort(name)).toBe(true)
      expect(name.endsWith('007')).toBe(true)
      expect(name.isWellFormed()).toBe(true)
    }),
  )
})

it.each([
  [0, '00-00-00.000'],
  [62.04, '00-01-02.040'],
  [59.9996, '00-01-00.000'],
  [360_000, '100-00-00.000'],
])('%d seconds are named %s', (seconds, name) => {
  expect(clockName(seconds)).toBe(name)
})
