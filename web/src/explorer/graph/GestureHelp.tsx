/** How to work with a drawing: by pointer, by touch, by keys. */
export function GestureHelp() {
  return (
    <details className="gestures">
      <summary>How to use the drawing</summary>
      <table>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">Pointer</th>
            <th scope="col">Touch</th>
            <th scope="col">Keys</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Select</th>
            <td>click</td>
            <td>tap</td>
            <td>arrow keys</td>
          </tr>
          <tr>
            <th scope="row">Expand: draw its neighbours, open a clique</th>
            <td>double click</td>
            <td>double tap</td>
            <td>
              <kbd>E</kbd>
            </td>
          </tr>
          <tr>
            <th scope="row">Pin where it is, or release</th>
            <td>drag</td>
            <td>drag</td>
            <td>
              <kbd>P</kbd>
            </td>
          </tr>
          <tr>
            <th scope="row">Hide</th>
            <td>right click</td>
            <td>long press</td>
            <td>
              <kbd>H</kbd>
            </td>
          </tr>
          <tr>
            <th scope="row">Move and zoom</th>
            <td>drag the ground, wheel</td>
            <td>one or two fingers</td>
            <td>
              <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd>
            </td>
          </tr>
        </tbody>
      </table>
    </details>
  );
}
