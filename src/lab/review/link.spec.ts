import { linkPattern, linkTo, readLink } from './link';

describe('links to a suggestion', () => {
  it('lead to the notebook and name the suggestion', () => {
    const link = linkTo('https://hub.example.org/user/ana/', 'a folder/train #1.ipynb', 'ab12');
    expect(link).toBe(
      'https://hub.example.org/user/ana/lab/tree/a%20folder/train%20%231.ipynb?anneal-suggestion=ab12'
    );
    expect(linkPattern.test(link)).toBe(true);
  });

  it('are read, and what else an address says stays', () => {
    expect(readLink('/lab/tree/a%20b.ipynb?reset&anneal-suggestion=ab12#x')).toEqual({
      id: 'ab12',
      rest: '/lab/tree/a%20b.ipynb?reset=#x'
    });
    expect(readLink('/lab/tree/a.ipynb?x=1')).toBeNull();
    expect(linkPattern.test('/lab/tree/a.ipynb?x=1')).toBe(false);
  });
});
