'use strict';
(() => {
  const leaf = document.querySelector('.leaf');
  const base = leaf.getBoundingClientRect();
  const shapes = [];
  const ink = document.createElement('canvas').getContext('2d');
  const seen = (colour) => colour !== 'transparent' && !/, 0\)$/.test(colour);
  const side = (style, name) => {
    const kind = style['border' + name + 'Style'];
    const width = kind === 'none' ? 0 : parseFloat(style['border' + name + 'Width']);
    return {width, style: kind, colour: style['border' + name + 'Color']};
  };
  const box = (element) => {
    const style = getComputedStyle(element);
    const area = element.getBoundingClientRect();
    if (!area.width && !area.height) return;
    const sides = ['Top', 'Right', 'Bottom', 'Left'].map((name) => side(style, name));
    const hatch = style.backgroundImage !== 'none' ? 'hatch' : '';
    const fill = hatch || (seen(style.backgroundColor) ? style.backgroundColor : '');
    if (!fill && !sides.some((one) => one.width)) return;
    shapes.push({kind: 'box', x: area.x - base.x, y: area.y - base.y, width: area.width,
      height: area.height, fill, radius: parseFloat(style.borderTopLeftRadius) || 0, sides});
  };
  const run = (style, text, left, right, top, bottom) => {
    if (!text.trim()) return;
    ink.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const met = ink.measureText(text);
    const up = met.fontBoundingBoxAscent, down = met.fontBoundingBoxDescent;
    shapes.push({kind: 'text', text, x: left - base.x, width: right - left,
      y: top - base.y + (bottom - top - up - down) / 2 + up,
      size: parseFloat(style.fontSize), weight: style.fontWeight, family: style.fontFamily,
      fill: style.color});
  };
  const words = (node) => {
    const style = getComputedStyle(node.parentElement);
    const range = document.createRange();
    let text = '', line = null;
    const flush = () => {
      if (line) run(style, text.trimEnd(), line.left, line.right, line.top, line.bottom);
      text = ''; line = null;
    };
    let at = 0;
    for (const sign of node.data) {
      range.setStart(node, at); range.setEnd(node, at += sign.length);
      const area = range.getClientRects()[0];
      if (!area || (!area.width && !/\p{M}|‍/u.test(sign))) { if (line) text += sign; continue; }
      if (line && (area.top > line.bottom - 1 || area.bottom < line.top + 1)) flush();
      if (!line) {
        if (!sign.trim()) continue;
        line = {left: area.left, right: area.right, top: area.top, bottom: area.bottom};
      }
      text += sign;
      if (sign.trim()) {
        line.left = Math.min(line.left, area.left); line.right = Math.max(line.right, area.right);
      }
    }
    flush();
  };
  const drawn = (svg) => {
    const clip = svg.getBoundingClientRect();
    for (const one of svg.querySelectorAll('line,circle,path')) {
      const style = getComputedStyle(one);
      const to = one.getScreenCTM();
      const attributes = {
        transform: `matrix(${[to.a, to.b, to.c, to.d, to.e - base.x, to.f - base.y]
          .map((n) => +n.toFixed(4)).join(' ')})`,
        fill: style.fill, stroke: style.stroke, 'stroke-width': parseFloat(style.strokeWidth)};
      if (style.strokeDasharray !== 'none')
        attributes['stroke-dasharray'] = style.strokeDasharray.replace(/px/g, '');
      if (style.strokeLinecap !== 'butt') attributes['stroke-linecap'] = style.strokeLinecap;
      if (style.opacity !== '1') attributes.opacity = style.opacity;
      for (const name of ['x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'd'])
        if (one.hasAttribute(name)) attributes[name] = one.getAttribute(name);
      shapes.push({kind: one.localName, attributes});
    }
    for (const one of svg.querySelectorAll('text')) {
      const style = getComputedStyle(one);
      const area = one.getBoundingClientRect();
      const scale = one.getScreenCTM().a;
      if (area.right < clip.left - 1 || area.left > clip.right + 1) continue;
      const y = new DOMPoint(0, one.y.baseVal[0].value).matrixTransform(one.getScreenCTM()).y;
      shapes.push({kind: 'text', text: one.textContent, x: area.x - base.x, width: area.width,
        y: y - base.y, size: parseFloat(style.fontSize) * scale, weight: style.fontWeight,
        family: style.fontFamily, fill: style.fill});
    }
  };
  const walk = (element) => {
    if (element.localName === 'svg') { drawn(element); return; }
    box(element);
    for (const node of element.childNodes) {
      if (node.nodeType === 3) words(node);
      else if (node.nodeType === 1) walk(node);
    }
  };
  walk(leaf);
  const found = document.createElement('pre');
  found.id = 'sayso-found';
  found.textContent = JSON.stringify({width: base.width, height: base.height, shapes});
  document.body.replaceChildren(found);
})();
